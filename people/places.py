"""Countries and prefectures as rows: every officially assigned ISO 3166-1 code, the 47 codes of JIS X 0401.

Country codes come from the ``iso3166.tab`` of the time zone database (package tzdata); their names from CLDR.
Prefecture names: the official Japanese names and their Hepburn forms without long vowels, as the prefectures'
own English pages write them; Thai and Arabic are the customary transliterations.
"""

from importlib import resources
from typing import Final

from people.models import Country, Prefecture

# code, English, Japanese, Thai, Arabic
PREFECTURES: Final = (
    ("01", "Hokkaido", "北海道", "ฮอกไกโด", "هوكايدو"),
    ("02", "Aomori", "青森県", "อาโอโมริ", "آوموري"),
    ("03", "Iwate", "岩手県", "อิวาเตะ", "إيواته"),
    ("04", "Miyagi", "宮城県", "มิยางิ", "مياغي"),
    ("05", "Akita", "秋田県", "อากิตะ", "أكيتا"),
    ("06", "Yamagata", "山形県", "ยามางาตะ", "ياماغاتا"),
    ("07", "Fukushima", "福島県", "ฟูกูชิมะ", "فوكوشيما"),
    ("08", "Ibaraki", "茨城県", "อิบารากิ", "إيباراكي"),
    ("09", "Tochigi", "栃木県", "โทจิงิ", "توتشيغي"),
    ("10", "Gunma", "群馬県", "กุมมะ", "غونما"),
    ("11", "Saitama", "埼玉県", "ไซตามะ", "سايتاما"),
    ("12", "Chiba", "千葉県", "ชิบะ", "تشيبا"),
    ("13", "Tokyo", "東京都", "โตเกียว", "طوكيو"),
    ("14", "Kanagawa", "神奈川県", "คานางาวะ", "كاناغاوا"),
    ("15", "Niigata", "新潟県", "นีงาตะ", "نيغاتا"),
    ("16", "Toyama", "富山県", "โทยามะ", "توياما"),
    ("17", "Ishikawa", "石川県", "อิชิกาวะ", "إيشيكاوا"),
    ("18", "Fukui", "福井県", "ฟูกูอิ", "فوكوي"),
    ("19", "Yamanashi", "山梨県", "ยามานาชิ", "ياماناشي"),
    ("20", "Nagano", "長野県", "นางาโนะ", "ناغانو"),
    ("21", "Gifu", "岐阜県", "กิฟุ", "غيفو"),
    ("22", "Shizuoka", "静岡県", "ชิซูโอกะ", "شيزوكا"),
    ("23", "Aichi", "愛知県", "ไอจิ", "آيتشي"),
    ("24", "Mie", "三重県", "มิเอะ", "ميه"),
    ("25", "Shiga", "滋賀県", "ชิงะ", "شيغا"),
    ("26", "Kyoto", "京都府", "เกียวโต", "كيوتو"),
    ("27", "Osaka", "大阪府", "โอซากะ", "أوساكا"),
    ("28", "Hyogo", "兵庫県", "เฮียวโงะ", "هيوغو"),
    ("29", "Nara", "奈良県", "นาระ", "نارا"),
    ("30", "Wakayama", "和歌山県", "วากายามะ", "واكاياما"),
    ("31", "Tottori", "鳥取県", "ทตโตริ", "توتوري"),
    ("32", "Shimane", "島根県", "ชิมาเนะ", "شيمانه"),
    ("33", "Okayama", "岡山県", "โอกายามะ", "أوكاياما"),
    ("34", "Hiroshima", "広島県", "ฮิโรชิมะ", "هيروشيما"),
    ("35", "Yamaguchi", "山口県", "ยามางูจิ", "ياماغوتشي"),
    ("36", "Tokushima", "徳島県", "โทกูชิมะ", "توكوشيما"),
    ("37", "Kagawa", "香川県", "คางาวะ", "كاغاوا"),
    ("38", "Ehime", "愛媛県", "เอฮิเมะ", "إهيمه"),
    ("39", "Kochi", "高知県", "โคจิ", "كوتشي"),
    ("40", "Fukuoka", "福岡県", "ฟูกูโอกะ", "فوكوكا"),
    ("41", "Saga", "佐賀県", "ซางะ", "ساغا"),
    ("42", "Nagasaki", "長崎県", "นางาซากิ", "ناغاساكي"),
    ("43", "Kumamoto", "熊本県", "คูมาโมโตะ", "كوماموتو"),
    ("44", "Oita", "大分県", "โออิตะ", "أويتا"),
    ("45", "Miyazaki", "宮崎県", "มิยาซากิ", "ميازاكي"),
    ("46", "Kagoshima", "鹿児島県", "คาโงชิมะ", "كاغوشيما"),
    ("47", "Okinawa", "沖縄県", "โอกินาวะ", "أوكيناوا"),
)


def official_country_codes() -> list[str]:
    table = resources.files("tzdata").joinpath("zoneinfo", "iso3166.tab").read_text(encoding="utf-8")
    return sorted(line.split("\t")[0] for line in table.splitlines() if line and not line.startswith("#"))


def time_zones() -> list[str]:
    """Names a person can choose from: one per place of the time zone database, and UTC."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    names = {line.split("\t")[2] for line in table.splitlines() if line and not line.startswith("#")}
    return ["UTC", *sorted(names)]


def load_places() -> None:
    """Fill in what is missing; run after every migration, so a new database has all places."""
    Country.objects.bulk_create(
        [Country(code=code) for code in official_country_codes()], ignore_conflicts=True
    )
    Prefecture.objects.bulk_create(
        [
            Prefecture(
                code=code, name=english, name_en=english, name_ja=japanese, name_th=thai, name_ar=arabic
            )
            for code, english, japanese, thai, arabic in PREFECTURES
        ],
        ignore_conflicts=True,
    )
