/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CMS (RFC 5652, earlier PKCS #7), detached, by libcrypto. The one trusted
 * certificate is the one handed in: certificates in the signature, issuers
 * and today's date count for nothing, so the answer stays the same for ever.
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include <openssl/cms.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "dossierfs/err.h"
#include "scheme.h"

static void free_bio(BIO **b)
{
	BIO_free(*b);
}
#define auto_bio __attribute__((cleanup(free_bio))) BIO *

static void free_cms(CMS_ContentInfo **c)
{
	CMS_ContentInfo_free(*c);
	ERR_clear_error();
}
#define auto_cms __attribute__((cleanup(free_cms))) CMS_ContentInfo *

static void free_x509(X509 **x)
{
	X509_free(*x);
	ERR_clear_error();
}
#define auto_x509 __attribute__((cleanup(free_x509))) X509 *

static int no_memory(void)
{
	return fail(-ENOMEM, "no memory to verify a signature");
}

/* DER opens with a SEQUENCE; PEM is text. */
static bool is_der(const void *bytes)
{
	return *(const unsigned char *)bytes == 0x30;
}

/* Whole: nothing may stand behind it. */
static CMS_ContentInfo *cms_der(const unsigned char *der, long len)
{
	const unsigned char *at = der;
	CMS_ContentInfo *cms = d2i_CMS_ContentInfo(NULL, &at, len);

	if (cms && at != der + len) {
		CMS_ContentInfo_free(cms);
		return NULL;
	}
	return cms;
}

static CMS_ContentInfo *cms_pem(const struct seal_input *in)
{
	auto_bio bio = BIO_new_mem_buf(in->signature, (int)in->signature_len);
	char *name = NULL, *header = NULL;
	unsigned char *der = NULL;
	long len = 0;
	CMS_ContentInfo *cms = NULL;

	if (bio && PEM_read_bio(bio, &name, &header, &der, &len) == 1 &&
		(strcmp(name, PEM_STRING_CMS) == 0 ||
			strcmp(name, PEM_STRING_PKCS7) == 0 ||
			strcmp(name, PEM_STRING_PKCS7_SIGNED) == 0))
		cms = cms_der(der, len);
	OPENSSL_free(name);
	OPENSSL_free(header);
	OPENSSL_free(der);
	return cms;
}

static CMS_ContentInfo *signature_read(const struct seal_input *in)
{
	if (is_der(in->signature))
		return cms_der(in->signature, (long)in->signature_len);
	return cms_pem(in);
}

static X509 *certificate_read(const struct seal_input *in)
{
	const unsigned char *at = in->key;

	if (is_der(in->key))
		return d2i_X509(NULL, &at, (long)in->key_len);

	auto_bio bio = BIO_new_mem_buf(in->key, (int)in->key_len);
	return bio ? PEM_read_bio_X509(bio, NULL, NULL, NULL) : NULL;
}

/* NULL, or the reason why a digest algorithm proves nothing. */
static const char *digest_fault(int nid)
{
	switch (nid) {
	case NID_sha1:
		return "signature over a SHA-1 digest";
	case NID_md5:
	case NID_md5_sha1:
		return "signature over an MD5 digest";
	case NID_md4:
	case NID_md2:
		return "signature over an MD4 or MD2 digest";
	default:
		return NULL;
	}
}

/* The digest of the content, and the one that the signature names itself. */
static const char *signer_digest_fault(CMS_SignerInfo *si)
{
	X509_ALGOR *digest, *signature;
	int nid = NID_undef;
	const char *fault;

	CMS_SignerInfo_get0_algs(si, NULL, NULL, &digest, &signature);
	fault = digest_fault(OBJ_obj2nid(digest->algorithm));
	if (fault)
		return fault;
	if (!OBJ_find_sigid_algs(OBJ_obj2nid(signature->algorithm), &nid, NULL))
		return NULL;
	return digest_fault(nid);
}

/* A signature that says when it was made was made while the certificate was
 * valid. Without signing time (RFC 5652, 11.3) there is nothing to compare. */
static const char *signer_time_fault(CMS_SignerInfo *si, const X509 *cert)
{
	int at = CMS_signed_get_attr_by_NID(si, NID_pkcs9_signingTime, -1);
	X509_ATTRIBUTE *attr = at < 0 ? NULL : CMS_signed_get_attr(si, at);
	ASN1_TYPE *value = attr ? X509_ATTRIBUTE_get0_type(attr, 0) : NULL;

	if (!value || (value->type != V_ASN1_UTCTIME &&
			      value->type != V_ASN1_GENERALIZEDTIME))
		return NULL;

	const ASN1_TIME *made = value->value.asn1_string;

	if (ASN1_TIME_compare(made, X509_get0_notAfter(cert)) == 1)
		return "made after the certificate had expired";
	if (ASN1_TIME_compare(made, X509_get0_notBefore(cert)) == -1)
		return "made before the certificate was valid";
	return NULL;
}

/* What can be told without computing. Every signer has to be the one of the
 * certificate: another's name is nothing that we could vouch for. */
static const char *signers_fault(CMS_ContentInfo *cms, X509 *cert)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	int n = signers ? sk_CMS_SignerInfo_num(signers) : 0;
	const char *fault = n ? NULL : "the signature names no signer";

	for (int i = 0; !fault && i < n; i++) {
		CMS_SignerInfo *si = sk_CMS_SignerInfo_value(signers, i);
		fault = signer_digest_fault(si);
		if (!fault && CMS_SignerInfo_cert_cmp(si, cert) != 0)
			fault = "made with another certificate";
		if (!fault)
			fault = signer_time_fault(si, cert);
	}
	return fault;
}

static int holds(
	bool *out, CMS_ContentInfo *cms, X509 *cert, struct span message)
{
	STACK_OF(X509) *certs = sk_X509_new_null();
	int rc = 0;

	auto_bio content = BIO_new_mem_buf(message.at, (int)message.len);
	if (!certs || !content || !sk_X509_push(certs, cert))
		rc = no_memory();
	else
		*out = CMS_verify(cms, certs, NULL, content, NULL,
			       CMS_BINARY | CMS_NOINTERN |
				       CMS_NO_SIGNER_CERT_VERIFY) == 1;
	sk_X509_free(certs);
	return rc;
}

int scheme_cms(
	enum seal_answer *out, const struct seal_input *in, struct buf *why)
{
	auto_x509 cert = certificate_read(in);
	auto_cms cms = signature_read(in);
	bool yes = false;

	if (!cert)
		return seal_no(out, why, "the key is no X.509 certificate");
	if (!cms || OBJ_obj2nid(CMS_get0_type(cms)) != NID_pkcs7_signed)
		return seal_no(
			out, why, "the signature is no whole CMS signature");
	if (in->message_len > INT_MAX)
		return seal_unknown(out, why,
			"more than 2 GiB cannot be verified with CMS here");

	const char *fault = signers_fault(cms, cert);

	if (fault)
		return seal_no(out, why, fault);
	int rc = holds(&yes, cms, cert, span_of(in->message, in->message_len));
	if (rc < 0)
		return rc;
	if (!yes)
		return seal_no(
			out, why, "the signature does not fit the bytes");
	return seal_yes(out, why, "CMS signature verified");
}
