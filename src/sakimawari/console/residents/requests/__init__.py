"""What residents ask about their data: to correct a record, or who looked at it and why.

Law: 個人情報の保護に関する法律 art. 90 (訂正請求) and art. 94 (decided within thirty days). Belongs here:
what was asked, and the answer. Not here: the registers, which are corrected where they are kept.
"""
