"""Five companies and one resident, loaded, with a small pack of services for both."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from sakimawari.packs.catalogue import Catalogue
from sakimawari.packs.load import load_packs
from tests.registry.exports import Row, ledger, load_all, resident, residents

ON = date(2026, 10, 1)
SMALL, LARGE, UNTOLD, HELPED, NEW = (
    "8000020401005",
    "5999801000012",
    "9999801000017",
    "4999801000046",
    "8999801000067",
)

PACK = """id: trial
name: 企業の試し
version: 2026.1
scope: national
owner: 試験
summary: 企業と住民の制度
"""
FACTS = """企業.従業員数: {type: number, unit: 人, register: 法人, question: 従業員は何人ですか}
企業.業種: {type: category, register: 法人, labels: [農業・林業, 漁業, 鉱業・採石業, 建設業, 製造業, ゴム製品製造業, 電気・ガス・水道業, 情報サービス業, 放送業, その他の情報通信業, 運輸業・郵便業, 卸売業, 小売業, 金融業・保険業, 不動産業, 物品賃貸業・駐車場業, 学術研究・専門技術サービス業, 宿泊業, 飲食サービス業, 生活関連サービス業, 娯楽業, 旅行業, 教育・学習支援業, 医療・福祉, その他のサービス業]}
企業.売上高: {type: number, unit: 円, shape: yearly, register: 法人決算, question: 売上高はいくらですか}
企業.設立年月日: {type: date, register: 法人}
生年月日: {type: date, register: 住民記録}
"""
VARIABLES = """企業.小規模: {type: truth, formula: "企業.従業員数 <= (20 if 企業.業種 == '製造業' else 5)", article: 第2条}
"""
SMALL_GRANT = """name: 小規模事業者の助成
summary: 小規模な企業を助けます
subject: company
law: 試験法
department: 産業課
life_events: [business]
rung: help
received_as: 小規模助成
clauses:
  - {id: small, text: 小規模事業者である, article: 試験法第2条, when: 企業.小規模}
  - {id: fallen, text: 売上高が前の年度より減った, article: 試験法第3条, when: "企業.売上高[年度(基準日) - 1] < 企業.売上高[年度(基準日) - 2]"}
amount: {value: 500000, unit: 円/回, article: 試験法第4条}
deadline: {by: "日後(企業.設立年月日, 10000)", text: 設立から1万日まで, article: 試験法第5条}
form:
  title: 申請書
  fields:
    - {label: 名称, from: 商号又は名称}
    - {label: 従業員, from: 企業.従業員数}
"""
START_UP = """name: 創業の証明
summary: 設立から5年未満の企業
subject: company
law: 試験法
department: 産業課
life_events: [business]
rung: inform
clauses:
  - {id: young, text: 設立から5年未満である, article: 試験法第6条, when: "基準日 < 年後(企業.設立年月日, 5)"}
"""
OLD_AGE = """name: 長寿の祝い
summary: 77歳以上の方
law: 試験法
department: 福祉課
life_events: [aging]
rung: inform
clauses:
  - {id: old, text: 77歳以上である, article: 試験法第9条, when: 年齢(生年月日) >= 77}
"""
CASES = """- name: 小規模と創業
  on: 2026-10-01
  companies:
    甲社: {従業員数: 5, 業種: 小売業, 売上高: {2025: 1, 2024: 2}, 設立年月日: 2021-10-02}
  people:
    祖母: {生年月日: 1940-01-01}
  expect:
    甲社: {small-grant: {status: yes}, start-up: {status: yes}}
    祖母: {long-life: {status: yes}}
"""


def trial_pack(folder: Path) -> Catalogue:
    """Services of companies and one of people."""
    files = {
        "pack.yaml": PACK,
        "facts.yaml": FACTS,
        "variables.yaml": VARIABLES,
        "services/small-grant.yaml": SMALL_GRANT,
        "services/start-up.yaml": START_UP,
        "services/long-life.yaml": OLD_AGE,
        "cases/all.yaml": CASES,
    }
    for name, text in files.items():
        path = folder / "trial" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return load_packs([folder / "trial"])


def company(number: str, ward: str, industry: str, employees: str, founded: str) -> Row:
    return {
        "法人番号": number,
        "商号又は名称": f"会社{employees}",
        "行政区": ward,
        "所在地": f"{ward}1番",
        "業種": industry,
        "従業員数": employees,
        "資本金": "10000000",
        "設立年月日": founded,
        "代表者年齢": "",
    }


def write_exports(folder: Path, *, employees: str = "5") -> Path:
    """The exports; `employees` of the first company may change from load to load."""
    residents(folder, resident("1", "1", "世帯主", "昭和15年1月1日"))
    utf = "utf-8-sig"
    ledger(
        folder,
        "20_法人.csv",
        company(SMALL, "門司区", "小売業", employees, "2000-04-01"),
        company(LARGE, "門司区", "小売業", "6", "2000-04-01"),
        company(UNTOLD, "小倉北区", "", "6", "2000-04-01"),
        company(HELPED, "小倉北区", "製造業", "20", "2000-04-01"),
        company(NEW, "小倉北区", "製造業", "21", "2022-02-01"),
        encoding=utf,
    )
    sales = [
        {"法人番号": number, "年度": str(year), "売上高": str(1_000_000 - year)}
        for number in (SMALL, LARGE, UNTOLD, HELPED, NEW)
        for year in (2023, 2024, 2025)
    ]
    ledger(folder, "20c_法人決算.csv", *sales, encoding=utf)
    ledger(
        folder,
        "20d_法人制度.csv",
        {"法人番号": HELPED, "制度名": "小規模助成", "決定日": "2026-04-01", "終了日": ""},
        {"法人番号": NEW, "制度名": "小規模助成", "決定日": "2026-04-01", "終了日": "2026-12-31"},
        encoding=utf,
    )
    return folder


def load_town(folder: Path) -> Path:
    """Load everything below a folder; the home."""
    load_all(write_exports(folder / "exports"), home=folder / "home", on=ON)
    return folder / "home"
