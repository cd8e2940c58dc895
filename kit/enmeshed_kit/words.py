"""Words and characters of Attributes that standards define: countries, languages, and the letters of DIN 91379.

The order of countries and languages is that of the API's error messages, which list them.

Source: the 400 answers of a Connector 7.4.6; DIN 91379 (data type A of the standard's letters) as it applies it.
"""

import re
from functools import cache

_COUNTRIES = (
    "AF AL AS AD AO AI AQ AG AR AM AW AU AT AZ AE AX BS BH BD BB BY BE BZ BJ BM BT BO BQ BA BW BV BR BN "
    "BG BF BI BL CV CM CA CF CL CN CX CC CO CD CG CK CR CU CW CY CZ CI CH DZ DK DJ DM DO DE EC EG ER EE "
    "ET ES EH FK FO FJ FI FR FM GQ GF GA GM GE GH GI GR GL GD GP GU GT GG GN GW GY GS GB HR HT HM HN HK "
    "HU IO IS IN ID IR IQ IE IM IL IT JM JP JE JO KH KY KM KZ KE KI KP KR KW KG KN LA LV LB LS LR LY LI "
    "LT LU LC LK MO MG MW MY MV ML MT MH MQ MR MU MX MD MC MN ME MS MA MZ MM MP MK MF NA NR NP NL NC NZ "
    "NI NE NG NU NF NO OM PF PK PW PS PA PG PY PE PH PN PL PT PR PM QA RO RU RW RE RS SV SZ SH SM ST SA "
    "SN SC SL SG SX SK SI SB SO SS SD SR SJ SE SY TD TF TW TJ TZ TH TL TG TK TO TT TN TR TM TC TV UG UA "
    "UM US UY UZ VA VC VU VE VN VG VI WS WF YT YE ZA ZM ZW"
)
COUNTRIES = tuple(_COUNTRIES.split())

_LANGUAGES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv "
    "dz ee el en eo es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie "
    "ig ii ik io is it iu ja jv ka kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv "
    "mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm "
    "rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te tg th ti tk tl tn to tr ts "
    "tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
LANGUAGES = tuple(_LANGUAGES.split())

_RANGES = (
    "0009-000A 000D 0020-007E 00A0-00AC 00AE-017E 0187-0188 018F 0197 01A0-01A1 01AF-01B0 01B7 01CD-01DC "
    "01DE-01DF 01E2-01F0 01F4-01F5 01F8-01FF 0212-0213 0218-021B 021E-021F 0227-0233 0259 0268 0292 "
    "02B9-02BA 02BE-02BF 02C8 02CC 1E02-1E03 1E06-1E07 1E0A-1E11 1E17 1E1C-1E2B 1E2F-1E37 1E3A-1E3B "
    "1E40-1E49 1E52-1E5B 1E5E-1E63 1E6A-1E6F 1E80-1E87 1E8C-1E97 1E9E 1EA0-1EF9 2019 2021 20AC"
)
"""Single characters that an Attribute may hold, as code points."""

_COMBINED = {
    "0300": "CFGKMPSTZcfgkmpstz",
    "0301": "Jj\u00ff\u012a\u012b",
    "0302": "DKLMNdklmn",
    "0304": "CFHKNPSTZcfhknpstz\u00db\u00fb\u1e32\u1e33\u1e62\u1e63\u1e6c\u1e6d\u1ee4\u1ee5",
    "0306": "CMNRZcmnrz\u00c7\u00e7",
    "0307": "KUku",
    "0308": "CTZcz\u1ea0\u1ea1\u1ecc\u1ecd\u1ee4\u1ee5",
    "030B": "Aa",
    "030C": "J",
    "030D": "\u0113\u014d",
    "0310": "Mm",
    "0315": "CKPTckpt\u010c\u010d",
    "031B": "KTkt",
    "031B 0304": "Ss",
    "0323": "CPcp\u010c\u010d",
    "0325": "LRlr",
    "0325 0304": "LRlr",
    "0326": "CHKLNchkln\u017d\u017e",
    "0327": "Zz\u017d\u017e",
    "0328 0306": "Cc",
    "0331": "HSs",
    "035F 0048": "K",
    "035F 0068": "Kk",
}
"""Letters that may be followed by combining characters."""


def _characters(codes: str) -> str:
    return "".join(chr(int(code, 16)) for code in codes.split())


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """For texts of single characters, which most are, and for all."""
    singles = ((ends[0], ends[-1]) for ends in (span.split("-") for span in _RANGES.split()))
    single = "".join(f"\\u{first}-\\u{last}" for first, last in singles)
    combined = "|".join(f"[{letters}]{_characters(codes)}" for codes, letters in _COMBINED.items())
    return re.compile(f"[{single}]*\\Z"), re.compile(f"(?:{combined}|[{single}])*\\Z")


def has_only_letters_of_din_91379(text: str) -> bool:
    """Whether each character of a text belongs to DIN 91379: Latin letters of Europe, digits, usual signs."""
    single, allowed = _patterns()
    return (single.match(text) or allowed.match(text)) is not None
