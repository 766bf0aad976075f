"""The style of the page for the council: read on screen and phone, printed on A4."""

STYLE = """
:root{color-scheme:light;--ink:#1a1a1c;--soft:#55565c;--line:#d3d4da;--better:#0b6e5a;--worse:#b1450f;
--wash:#f4f5f8}
*{box-sizing:border-box}
body{margin:0;color:var(--ink);background:#fff;
font:16px/1.7 "Noto Sans JP","Noto Sans CJK JP","Hiragino Kaku Gothic ProN","Yu Gothic",sans-serif}
main{max-width:72rem;margin:0 auto;padding:1.5rem 1.25rem 4rem}
h1{font-size:1.75rem;line-height:1.4;margin:0 0 1rem}
h2{font-size:1.375rem;line-height:1.4;margin:3rem 0 1rem;padding-top:1rem;
border-top:2px solid var(--ink)}
h3{font-size:1.0625rem;margin:2rem 0 .5rem}
.about{display:flex;flex-wrap:wrap;gap:.25rem 1.75rem;margin:0 0 1.5rem;color:var(--soft);
font-size:.875rem}
.about div{display:flex;gap:.5rem}
.about dt::after{content:"："}
.about dd{margin:0;color:var(--ink);overflow-wrap:anywhere}
.lead{font-size:1.125rem;margin:0 0 1rem;padding:1rem 1.25rem;background:var(--wash);
border-left:4px solid var(--ink)}
.lead strong{display:block;font-size:.875em;color:var(--soft)}
.lead span{display:block;margin-top:.375rem}
.lead strong+span{font-weight:700}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(11rem,1fr));gap:.75rem;margin:0}
.cards div{border:1px solid var(--line);border-radius:6px;padding:.75rem 1rem}
.cards dt{color:var(--soft);font-size:.8125rem}
.cards dd{margin:0;font-size:1.375rem;font-weight:700;line-height:1.4;
font-variant-numeric:tabular-nums}
.note{color:var(--soft);font-size:.8125rem;margin:.5rem 0 0}
.scroll{overflow-x:auto;margin:2rem 0 0}
.scroll:focus-visible{outline:3px solid #1f5bd8;outline-offset:2px}
table{border-collapse:separate;border-spacing:0;width:100%;font-size:.875rem}
caption{text-align:left;font-weight:700;font-size:1.0625rem;padding:0 0 .5rem}
th,td{padding:.375rem .75rem .375rem 0;border-bottom:1px solid var(--line);text-align:left;
vertical-align:baseline}
thead th{border-bottom:2px solid var(--soft);font-size:.8125rem;color:var(--soft);
vertical-align:bottom}
tbody th{font-weight:400;white-space:nowrap;position:sticky;left:0;background:#fff}
.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}
thead .number{white-space:normal;min-width:4.75em}
.key{display:inline-block;min-width:160px;white-space:nowrap;font-weight:400;text-align:center}
.total th,.total td{font-weight:700;border-top:2px solid var(--soft)}
.bar{display:inline-block;vertical-align:middle}
.bar .better{fill:var(--better)}
.bar .worse{fill:var(--worse)}
.bar line{stroke:var(--soft);stroke-width:1}
.doubts{list-style:none;padding:0;margin:0}
.doubts>li{border-left:4px solid var(--soft);padding:.25rem 0 .25rem 1rem;margin:0 0 .75rem}
.doubts>.error{border-color:#b00020}
.doubts>.warning{border-color:var(--worse)}
.doubts ul{font-size:.875rem;color:var(--soft);padding-left:1.25rem}
@media (max-width:40rem){main{padding:1rem 1rem 3rem}h1{font-size:1.375rem}
.lead{font-size:1rem;padding:.75rem 1rem}.cards{grid-template-columns:repeat(2,minmax(0,1fr))}
.cards dd{font-size:1.0625rem;overflow-wrap:anywhere}}
@media print{.scroll{break-inside:avoid}@page{size:A4;margin:14mm}body{font-size:9.5pt}main{max-width:none;padding:0}
h2{break-before:page;border:0;margin-top:0}section:last-child h2{break-before:auto}
.lead,.cards div,tr,.doubts>li{break-inside:avoid}.scroll{overflow:visible;margin-top:1rem}
table{font-size:8pt}thead .number{min-width:0}thead{display:table-header-group}caption,h3{break-after:avoid}
th,td{padding:.2rem .4rem .2rem 0}
.bar{width:90px}.key{min-width:90px;white-space:normal}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
"""
