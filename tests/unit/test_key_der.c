/* SPDX-License-Identifier: ISC */
/* DER keys are read when they are sound and of the algorithm's own kind. */
#include "../lib/tap.h"
#include "base/base64url.h"
#include "crypto/key.h"

#include <string.h>

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
#define LARGEST 1500

struct der {
	const char *name;
	enum key_algorithm algorithm;
	enum token_error err;
	const char *text; /* base64url */
};

static const struct der public_ders[] = {
	{ "P-256", KEY_ES256, TOKEN_OK,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ"
	    "iw" },
	{ "P-256 as a compressed point", KEY_ES256, TOKEN_OK,
	    "MDkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDIgADdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV8" },
	{ "Ed25519", KEY_EDDSA, TOKEN_OK,
	    "MCowBQYDK2VwAyEACfzdRE0tmwLZpkOQ39YHzar0dAmeM9Y0L0E526gS_Pg" },
	{ "RSA 2048", KEY_RS256, TOKEN_OK,
	    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6kLq1QJ1Vcc85YQn"
	    "cGNh0X_Dop7L6A2j-Q7MyN6BY0yD4xNmtz9lXpU133oMx9-3zJcKqifauQCu"
	    "4OSC7uOntBUcmxcNBsMwy_oYJWeGDJvBg8xxWEV1I0vbrWmHxkm0EuC8v-5u"
	    "9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9mYnQi0hpgC0iWRVx"
	    "cDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8imqUsq0F9rymxtKV"
	    "ZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRvBV5K288uY3kZgUxr"
	    "YTVNsA5ziZkIypgDSihNfstPfwIDAQAB" },
	{ "nothing", KEY_ES256, TOKEN_UNKNOWN_KEY, "" },
	{ "P-256", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ"
	    "iw" },
	{ "P-256", KEY_EDDSA, TOKEN_UNKNOWN_KEY,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ"
	    "iw" },
	{ "Ed25519", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MCowBQYDK2VwAyEACfzdRE0tmwLZpkOQ39YHzar0dAmeM9Y0L0E526gS_Pg" },
	{ "RSA", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6kLq1QJ1Vcc85YQn"
	    "cGNh0X_Dop7L6A2j-Q7MyN6BY0yD4xNmtz9lXpU133oMx9-3zJcKqifauQCu"
	    "4OSC7uOntBUcmxcNBsMwy_oYJWeGDJvBg8xxWEV1I0vbrWmHxkm0EuC8v-5u"
	    "9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9mYnQi0hpgC0iWRVx"
	    "cDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8imqUsq0F9rymxtKV"
	    "ZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRvBV5K288uY3kZgUxr"
	    "YTVNsA5ziZkIypgDSihNfstPfwIDAQAB" },
	{ "RSA", KEY_EDDSA, TOKEN_UNKNOWN_KEY,
	    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6kLq1QJ1Vcc85YQn"
	    "cGNh0X_Dop7L6A2j-Q7MyN6BY0yD4xNmtz9lXpU133oMx9-3zJcKqifauQCu"
	    "4OSC7uOntBUcmxcNBsMwy_oYJWeGDJvBg8xxWEV1I0vbrWmHxkm0EuC8v-5u"
	    "9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9mYnQi0hpgC0iWRVx"
	    "cDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8imqUsq0F9rymxtKV"
	    "ZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRvBV5K288uY3kZgUxr"
	    "YTVNsA5ziZkIypgDSihNfstPfwIDAQAB" },
	{ "P-256 with a trailing byte", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ"
	    "iwA" },
	{ "P-256 without its last byte", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ" },
	{ "a point that is not on the curve", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ"
	    "ig" },
	{ "the point at infinity", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MBkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDAgAA" },
	{ "P-256 by explicit parameters", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MIIBSzCCAQMGByqGSM49AgEwgfcCAQEwLAYHKoZIzj0BAQIhAP____8AAAAB"
	    "AAAAAAAAAAAAAAAA________________MFsEIP____8AAAABAAAAAAAAAAAA"
	    "AAAA_______________8BCBaxjXYqjqT57PrvVV2mIa8ZR0GsMxTsPY7zjw-"
	    "J9JgSwMVAMSdNgiG5wSTamZ44ROdJreBn36QBEEEaxfR8uEsQkf4vOblY6RA"
	    "8ncDfYEt6zOg9KE5RdiYwpZP40Li_hp_m47n60p8D54WK84zV2sxXs7LtkBo"
	    "N79R9QIhAP____8AAAAA__________-85vqtpxeehPO5ysL8YyVRAgEBA0IA"
	    "BKU6eg_dEVzMsL-oVWETo_Vq_KHeRnmK0pU5lUe9aOH4UVyXT0pWz5MfKrOD"
	    "iSJS3inTfE117SCclJDjCPupzEQ" },
	{ "P-384", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MHYwEAYHKoZIzj0CAQYFK4EEACIDYgAErOpSSEcoIrSq8JO4nQJIYr5hGXdH"
	    "J2W0y9wT205sSWou_LiyhcUce7tB3RheyEQlk5a_zaj8fjpY6pMgqCUkYXes"
	    "aC1GOZhKl9YKZ5wAyZkGgjCufubVim4Wb7g6BoFG" },
	{ "secp256k1", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MFYwEAYHKoZIzj0CAQYFK4EEAAoDQgAEC7c_VsBnJG0h7SWypugN_n546SKe"
	    "ffQxVm5OP7y2bsREA0XKyiPOrWIxeyjwfeQYSg98OuCQFs22Dni_cIRxlQ" },
	{ "Ed448", KEY_EDDSA, TOKEN_UNKNOWN_KEY,
	    "MEMwBQYDK2VxAzoAxYip-LIJa_BpeFBXlh_E-1bc7bC4wCS7gJkvzPW_jom6"
	    "v0Pu-U3HVG9LYggXDyeJZV-y8Crp82UA" },
	{ "X25519", KEY_EDDSA, TOKEN_UNKNOWN_KEY,
	    "MCowBQYDK2VuAyEA6AXAcPvyWIPXRYTNL8IGvEZBCTmytYv4628-0ynf-Sw" },
	{ "RSA 1024", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQC_BA9-dcmsQqxJotYyzn8i"
	    "oHkABMIjwgGDX721DVl2bGrC-jPz6CUF19uMpfpkiDCKCUZyM4YxNWj8Urc-"
	    "H6r_q3IO7w-sxzwcL-pWOfm383SI_K_ceKztfBrFsaljM2T2DI6qWki31ALC"
	    "2iDxm90H34AIJmNq6JJHPZ03nrwk_wIDAQAB" },
	{ "RSA 2040", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIIBITANBgkqhkiG9w0BAQEFAAOCAQ4AMIIBCQKCAQAAu00JgREROBVzzIwA"
	    "SFmkRPlja_YHYGWCv-a5DcvPcRYrYRr6iooOqaRqmgULMlTwESVBjcuCv7u_"
	    "9opdP7I2P1COToB6S4TatX97AleFr5EH9VMAH8Z2BmvJDiyZM3kNlXPtMEvZ"
	    "K3099q7dvgTJx8K6zAzGqRUvQniKeIF2aR9hPQAlX9NW7nyvdGkByLBLn9Jl"
	    "k2FvicArefa7ztOCIdA5HMY0qfwYmi5Nrgfzmp6A0-aL7hvVNUnKNA74ZBti"
	    "QIaD9doKH-GsPhMsDnPGcBWiNguGgsE51SrldHXHRGZBbpYV7gBM8VdxoC2q"
	    "853TJw6Sn-jXx9xKKxrUFw9lAgMBAAE" },
	{ "RSA with exponent 3", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIIBIDANBgkqhkiG9w0BAQEFAAOCAQ0AMIIBCAKCAQEAoRB9-5t7sQC8oBQ6"
	    "3zJXUVuJYE4_Ax_rod0Ix0iuo2aRNPFvgfhHdPPqii4qYKKnJd_6Bs9CzHio"
	    "L9LaMfoOGUhqcmoRo2H2am7vfb1UchlQTk_gOG75nPya-FEptv1hwWsGuysS"
	    "SS_u23pOVfLeU1oB87_2gDRvxcakWO-_182cxeR-ndM5secRdQiWEkNBh9p9"
	    "vUhfVdGdyZh0eneeTkh6osEhbOxWGgcI4qHg8doboSFj_tfJx0ifNJJCfaRy"
	    "w58nXD8a0Y5lJ5k2in6KClvzrZMw9q9WJo0I5XS3vpmVjP1qmTtc2I6pMxKv"
	    "4nsJZJM0ETLFn0vQN5IUGnSJSwIBAw" },
	{ "RSA with an even exponent", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA6kLq1QJ1Vcc85YQn"
	    "cGNh0X_Dop7L6A2j-Q7MyN6BY0yD4xNmtz9lXpU133oMx9-3zJcKqifauQCu"
	    "4OSC7uOntBUcmxcNBsMwy_oYJWeGDJvBg8xxWEV1I0vbrWmHxkm0EuC8v-5u"
	    "9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9mYnQi0hpgC0iWRVx"
	    "cDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8imqUsq0F9rymxtKV"
	    "ZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRvBV5K288uY3kZgUxr"
	    "YTVNsA5ziZkIypgDSihNfstPfwIDAQAC" },
	{ "RSA with an exponent of 65 bits", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIIBKDANBgkqhkiG9w0BAQEFAAOCARUAMIIBEAKCAQEA6kLq1QJ1Vcc85YQn"
	    "cGNh0X_Dop7L6A2j-Q7MyN6BY0yD4xNmtz9lXpU133oMx9-3zJcKqifauQCu"
	    "4OSC7uOntBUcmxcNBsMwy_oYJWeGDJvBg8xxWEV1I0vbrWmHxkm0EuC8v-5u"
	    "9bA05Bo0xnRvKA1BIZoN6veeV7YpKK3nrQULvLjWFjM9mYnQi0hpgC0iWRVx"
	    "cDoD10iCHf4WHTDDnL5jgLeDvNGXDj5987t7DfZsMiE8imqUsq0F9rymxtKV"
	    "ZMAxKCOWBgrM9XawgrcwDzoX0eUISmO4bVRKWof81rRvBV5K288uY3kZgUxr"
	    "YTVNsA5ziZkIypgDSihNfstPfwIJAQAAAAAAAAAB" },
	{ "RSA 4104", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIICIzANBgkqhkiG9w0BAQEFAAOCAhAAMIICCwKCAgIA3Ws4QwnJqTemjI-V"
	    "7wSgEuhnf9E52EodOluOj7K_8pEB8wAc7gXahGfwYxP_-aAf6EGVIf4Ol5zz"
	    "LRY0tLRlMlJ4-EX1ezEg3y9NTIZQ19E_skiRkXsSHcVOWjom0Ypmmlr4TmtP"
	    "WWcnEObY5laAaLm1KkOrrY0ZSpiSE5YA3bdNlg1aj5plaq_RQSWETSXes1T0"
	    "amkQrP8AQ4kt_CVMuGTvkBuTKnwYgGo3U5FcdvGKBYWgHEx9bfBiGu9X5MxB"
	    "MvcQjpb3cMImMmaqO7DN6Rf381Y08OPNly6B1m00bG4roC_aoa2GTETgSVSO"
	    "igqMljLqaSj2I2vyUEt0ukoP510qnroM31YdgCp1kVn7f_M39crjvzcpxhnG"
	    "CjyrNZ7u-wFcM7LfFGGq-OsYuQB0UTAh2ol4IG9cZnHgwH6eEV5LnjBpHCOG"
	    "QuoSah5IzBHTV8MNi3Yo29JeY7Ip8cQGlUXeEcyd6pWcIS6cgrFHjCgdaHyW"
	    "bDd7mqK7LtsgA1tzmT_UI1mS7c9FGhr-h4sz6WhheVnOPx9lqN5ScQB4FOii"
	    "Xy3Zfxz7EPYoJ2iN5qFqOw1GQTimIzJVP8HqNvF_03TGpTh3dzML29chDf8H"
	    "bOLvh7CxJewdfaCm64yevWn-KddtQzDxRGvqsMEf3suRzjdbyPu8veXAmUFk"
	    "2DmfdnxFAgMBAAE" },
	{ "RSA of a key type for PSS alone", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIIBIDALBgkqhkiG9w0BAQoDggEPADCCAQoCggEBAMM6DLK78sy6fzb4A1rC"
	    "lC7fGL2vvv7qQ3WibKJnBBudLBNyq2Eaju98SxG5mR3RoLikIIjg0jISsEJG"
	    "WFJPGX8WlYF7HKW4rpGnF-5vQK0gPyyhaIjUcuSCABaFqivt499pS9JSQ3cQ"
	    "pqldlB_4NQom3E4-Psw6cSYiYx8-3DX3DDh3fOPoPnS5EX3JwbolD7pCx13y"
	    "OkGyrwbRqQhj1deED_q6NV-wNGcZ8POvvrn3L2FDtQ8MgsH0DZIJV5aVIa_i"
	    "8j9o4gC4KtWuYthhSXZQaakQlskEnKMonFlCpkAEhrOZMfgr7zk7p_pd2GpS"
	    "WGBHMI015JsPJX6Xh5FuT0UCAwEAAQ" },
	{ "an EC private key", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg-mkX9z8_JQ-w"
	    "bAVuHVFTDB-trUgUKOdp8GHLTbFK25mhRANCAAR1xIkiQeUdLj2zfjKz0GIg"
	    "p2huoVFQbMDXH0tjk9ttXzTc90ertpFdO4pYPaxXSUZ-LKzSUowYsBBtstl8"
	    "6JmL" },
};

static const struct der private_ders[] = {
	{ "P-256", KEY_ES256, TOKEN_OK,
	    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg-mkX9z8_JQ-w"
	    "bAVuHVFTDB-trUgUKOdp8GHLTbFK25mhRANCAAR1xIkiQeUdLj2zfjKz0GIg"
	    "p2huoVFQbMDXH0tjk9ttXzTc90ertpFdO4pYPaxXSUZ-LKzSUowYsBBtstl8"
	    "6JmL" },
	{ "Ed25519", KEY_EDDSA, TOKEN_OK,
	    "MC4CAQAwBQYDK2VwBCIEIG1ecmZ_F5xrL0y-j010xfCnfZWoXYvrpetoYukH"
	    "vR2-" },
	{ "nothing", KEY_ES256, TOKEN_UNKNOWN_KEY, "" },
	{ "P-256", KEY_EDDSA, TOKEN_UNKNOWN_KEY,
	    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg-mkX9z8_JQ-w"
	    "bAVuHVFTDB-trUgUKOdp8GHLTbFK25mhRANCAAR1xIkiQeUdLj2zfjKz0GIg"
	    "p2huoVFQbMDXH0tjk9ttXzTc90ertpFdO4pYPaxXSUZ-LKzSUowYsBBtstl8"
	    "6JmL" },
	{ "P-256 with a trailing byte", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg-mkX9z8_JQ-w"
	    "bAVuHVFTDB-trUgUKOdp8GHLTbFK25mhRANCAAR1xIkiQeUdLj2zfjKz0GIg"
	    "p2huoVFQbMDXH0tjk9ttXzTc90ertpFdO4pYPaxXSUZ-LKzSUowYsBBtstl8"
	    "6JmLAA" },
	{ "P-256 without its last byte", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg-mkX9z8_JQ-w"
	    "bAVuHVFTDB-trUgUKOdp8GHLTbFK25mhRANCAAR1xIkiQeUdLj2zfjKz0GIg"
	    "p2huoVFQbMDXH0tjk9ttXzTc90ertpFdO4pYPaxXSUZ-LKzSUowYsBBtstl8"
	    "6Jk" },
	{ "P-256 outside PKCS #8", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MHcCAQEEIPppF_c_PyUPsGwFbh1RUwwfra1IFCjnafBhy02xStuZoAoGCCqG"
	    "SM49AwEHoUQDQgAEdcSJIkHlHS49s34ys9BiIKdobqFRUGzA1x9LY5PbbV80"
	    "3PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZiw" },
	{ "P-384", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MIG2AgEAMBAGByqGSM49AgEGBSuBBAAiBIGeMIGbAgEBBDC9pCsO4NDm0Dv4"
	    "hrcfdl10oDUZwP1CzhzCkP0th1Y08K71LWSoz0WZMjG0p-kNXZChZANiAASs"
	    "6lJIRygitKrwk7idAkhivmEZd0cnZbTL3BPbTmxJai78uLKFxRx7u0HdGF7I"
	    "RCWTlr_NqPx-OljqkyCoJSRhd6xoLUY5mEqX1gpnnADJmQaCMK5-5tWKbhZv"
	    "uDoGgUY" },
	{ "RSA 1024", KEY_RS256, TOKEN_UNKNOWN_KEY,
	    "MIICdwIBADANBgkqhkiG9w0BAQEFAASCAmEwggJdAgEAAoGBAL8ED351yaxC"
	    "rEmi1jLOfyKgeQAEwiPCAYNfvbUNWXZsasL6M_PoJQXX24yl-mSIMIoJRnIz"
	    "hjE1aPxStz4fqv-rcg7vD6zHPBwv6lY5-bfzdIj8r9x4rO18GsWxqWMzZPYM"
	    "jqpaSLfUAsLaIPGb3QffgAgmY2rokkc9nTeevCT_AgMBAAECgYB4IpOkE2yt"
	    "fJljDpjtB1aKbqbrThLT7naJK7PipOy5QGK9EiOOqVhvnl0kzlb213i_uCmo"
	    "NaOWW2MWHufEmKIwaHK3H6uINVLYeIfKSLuRRpIdTpNymtuXC64q_LIibwti"
	    "3kRdm2Tq5bempsw1BbtyZWMFL5ykpZVwOHkkXMOAMQJBAOAjEuUTJN4ZjK3l"
	    "GdAU42NejlcVnwQN5avwjnOTedQDERQOaFwv2gH8OqlViH3jZ0BCjVPwhzEq"
	    "TXhXI0ekB8sCQQDaK59YcC2fwM14s9f0pVSLGJnQo6LQsKhYE4RgU04q9rUm"
	    "KwuZZAQsw1clj1o_pcefBSsbk6Tiwe9sf9kNP2kdAkA78iWDjvM1U7AEclnN"
	    "BUkrsoZvVCELfIwIyHXRA4h547gVnSTcQxATp9oon--5e7CJx0L1SEdgJuhB"
	    "X0zYRE6xAkEAmMQm5cRXDh_xQG2d8B68nlFxkxih70Nj_Zhc_x4WBBuQKNPH"
	    "YXcZPUbjBNfmN98bcowp7TtrH6Tww6aaE56tOQJBAKtbqBAKHYswEY3BW5UA"
	    "OXfEdU7m9wkP2CxCWT6yTAJhVUASXwi_uDyAawu2p6qJZfkohJXooyE5DD-2"
	    "J2oLgbY" },
	{ "a public key", KEY_ES256, TOKEN_UNKNOWN_KEY,
	    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdcSJIkHlHS49s34ys9BiIKdo"
	    "bqFRUGzA1x9LY5PbbV803PdHq7aRXTuKWD2sV0lGfiys0lKMGLAQbbLZfOiZ"
	    "iw" },
};

static void
test_ders(const char *half, const struct der *ders, size_t count,
    enum token_error (*read)(enum key_algorithm algorithm, const void *der,
	size_t len, struct key **keyp))
{
	unsigned char der[LARGEST];
	struct key *key;
	size_t len = 0, i;

	for (i = 0; i < count; i++) {
		bool is_der = base64url_decode(
		    ders[i].text, strlen(ders[i].text), der, sizeof der, &len);

		ok(is_der &&
			read(ders[i].algorithm, der, len, &key) ==
			    ders[i].err &&
			(key != NULL) == (ders[i].err == TOKEN_OK),
		    "a %s key, %s, for %s is %s", half, ders[i].name,
		    key_algorithm_name(ders[i].algorithm),
		    ders[i].err == TOKEN_OK ? "read" : "refused");
		key_free(key);
	}
}

/* As a mapped file might have it, written by who knows whom. */
static void
test_no_algorithm(void)
{
	unsigned char der[LARGEST];
	struct key *key;
	size_t len = 0;

	ok(base64url_decode(public_ders[0].text, strlen(public_ders[0].text),
	       der, sizeof der, &len) &&
		key_from_public_der((enum key_algorithm)3, der, len, &key) ==
		    TOKEN_UNKNOWN_KEY &&
		key_from_public_der((enum key_algorithm)0x7fffffff, der, len,
		    &key) == TOKEN_UNKNOWN_KEY &&
		key == NULL,
	    "a number that is no algorithm has no keys");
}

/* Longer than any key: not even looked at. */
static void
test_length(void)
{
	static const unsigned char long_der[KEY_PRIVATE_DER + 1] = { 0x30, 0x82,
		0x09, 0xfd };
	struct key *key;

	ok(key_from_public_der(KEY_RS256, long_der, KEY_PUBLIC_DER + 1, &key) ==
		TOKEN_UNKNOWN_KEY,
	    "a public key that is too long is refused");
	ok(key_from_private_der(KEY_RS256, long_der, sizeof long_der, &key) ==
		TOKEN_UNKNOWN_KEY,
	    "a private key that is too long is refused");
}

int
main(void)
{
	test_ders(
	    "public", public_ders, COUNT(public_ders), key_from_public_der);
	test_ders(
	    "private", private_ders, COUNT(private_ders), key_from_private_der);
	test_no_algorithm();
	test_length();
	return done();
}
