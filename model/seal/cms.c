/* SPDX-License-Identifier: Apache-2.0 */
/*
 * CMS (RFC 5652, earlier PKCS #7), detached, by libcrypto. The one trusted
 * certificate is the one handed in: the signer's own, or that of an authority
 * that issued it, in which case the signature has to enclose the signer's.
 * Today's date counts for nothing, so the answer stays the same for ever.
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

#define ANOTHER "made with another certificate"

static const char *signer_fault(
	CMS_SignerInfo *si, const X509 *cert, bool is_signer)
{
	const char *fault = signer_digest_fault(si);

	if (!fault && !is_signer)
		fault = ANOTHER;
	return fault ? fault : signer_time_fault(si, cert);
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
		fault = signer_fault(
			si, cert, CMS_SignerInfo_cert_cmp(si, cert) == 0);
	}
	return fault;
}

/* The same where the certificate may have issued the signers'. */
static const char *enclosed_fault(CMS_ContentInfo *cms)
{
	STACK_OF(CMS_SignerInfo) *signers = CMS_get0_SignerInfos(cms);
	int n = signers ? sk_CMS_SignerInfo_num(signers) : 0;
	const char *fault = NULL;

	if (CMS_set1_signers_certs(cms, NULL, 0) != n)
		return ANOTHER ", which the signature does not enclose";
	for (int i = 0; !fault && i < n; i++) {
		CMS_SignerInfo *si = sk_CMS_SignerInfo_value(signers, i);
		X509 *signer = NULL;

		CMS_SignerInfo_get0_algs(si, NULL, &signer, NULL, NULL);
		fault = signer ? signer_fault(si, signer, true) : ANOTHER;
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

/* The same by a chain from the signer's certificate to the authority's, of
 * whatever purpose; its times were compared with that of the signature. */
static int holds_by_chain(
	bool *out, CMS_ContentInfo *cms, X509 *issuer, struct span message)
{
	X509_STORE *store = X509_STORE_new();
	X509_VERIFY_PARAM *param = store ? X509_STORE_get0_param(store) : NULL;
	int rc = 0;

	auto_bio content = BIO_new_mem_buf(message.at, (int)message.len);
	if (!param || !content || X509_STORE_add_cert(store, issuer) != 1 ||
		X509_VERIFY_PARAM_set_purpose(param, X509_PURPOSE_ANY) != 1 ||
		X509_VERIFY_PARAM_set_flags(
			param, X509_V_FLAG_PARTIAL_CHAIN |
				       X509_V_FLAG_NO_CHECK_TIME) != 1)
		rc = no_memory();
	else
		*out = CMS_verify(cms, NULL, store, content, NULL,
			       CMS_BINARY) == 1;
	X509_STORE_free(store);
	return rc;
}

/* Why CMS_verify said no. */
static const char *reason(void)
{
	return ERR_GET_REASON(ERR_peek_error()) ==
			       CMS_R_CERTIFICATE_VERIFY_ERROR
		       ? ANOTHER ", which this one did not issue"
		       : "the signature does not fit the bytes";
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

	struct span message = span_of(in->message, in->message_len);
	const char *fault = signers_fault(cms, cert);
	bool issued = fault && !strcmp(fault, ANOTHER) &&
		      X509_check_ca(cert) > 0;

	if (issued)
		fault = enclosed_fault(cms);
	if (fault)
		return seal_no(out, why, fault);
	ERR_clear_error();
	int rc = issued ? holds_by_chain(&yes, cms, cert, message)
			: holds(&yes, cms, cert, message);
	if (rc < 0)
		return rc;
	if (!yes)
		return seal_no(out, why, reason());
	return seal_yes(out, why, "CMS signature verified");
}
