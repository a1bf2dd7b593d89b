#pragma once

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pkcs12.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>

namespace workbench {

/// Calls one OpenSSL free function: `std::unique_ptr<BIO, Freed<BIO_free_all>>`.
template <auto Function>
struct Freed
{
    template <typename T>
    void operator()(T* pointer) const noexcept
    {
        Function(pointer);
    }
};

/// Frees a stack of extensions and the extensions in it.
struct FreedExtensionStack
{
    void operator()(STACK_OF(X509_EXTENSION) * stack) const noexcept
    {
        sk_X509_EXTENSION_pop_free(stack, X509_EXTENSION_free);
    }
};

/// Frees a stack of certificates and the certificates in it.
struct FreedX509Stack
{
    void operator()(STACK_OF(X509) * stack) const noexcept { sk_X509_pop_free(stack, X509_free); }
};

using BioPtr = std::unique_ptr<BIO, Freed<BIO_free_all>>;
using EvpKeyPtr = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY_free>>;
using EvpKeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freed<EVP_PKEY_CTX_free>>;
using X509Ptr = std::unique_ptr<X509, Freed<X509_free>>;
using X509StackPtr = std::unique_ptr<STACK_OF(X509), FreedX509Stack>;
using ExtensionStackPtr = std::unique_ptr<STACK_OF(X509_EXTENSION), FreedExtensionStack>;
using X509StorePtr = std::unique_ptr<X509_STORE, Freed<X509_STORE_free>>;
using X509StoreContextPtr = std::unique_ptr<X509_STORE_CTX, Freed<X509_STORE_CTX_free>>;
using X509NamePtr = std::unique_ptr<X509_NAME, Freed<X509_NAME_free>>;
using X509RequestPtr = std::unique_ptr<X509_REQ, Freed<X509_REQ_free>>;
using X509CrlPtr = std::unique_ptr<X509_CRL, Freed<X509_CRL_free>>;
using X509ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION_free>>;
using GeneralNamePtr = std::unique_ptr<GENERAL_NAME, Freed<GENERAL_NAME_free>>;
using GeneralNamesPtr = std::unique_ptr<GENERAL_NAMES, Freed<GENERAL_NAMES_free>>;
using BasicConstraintsPtr = std::unique_ptr<BASIC_CONSTRAINTS, Freed<BASIC_CONSTRAINTS_free>>;
using Asn1IntegerPtr = std::unique_ptr<ASN1_INTEGER, Freed<ASN1_INTEGER_free>>;
using BignumPtr = std::unique_ptr<BIGNUM, Freed<BN_free>>;
using Pkcs12Ptr = std::unique_ptr<PKCS12, Freed<PKCS12_free>>;
using SslContextPtr = std::unique_ptr<SSL_CTX, Freed<SSL_CTX_free>>;
using SslSessionPtr = std::unique_ptr<SSL_SESSION, Freed<SSL_SESSION_free>>;
using SslPtr = std::unique_ptr<SSL, Freed<SSL_free>>;

/// One more reference to an object that is counted by OpenSSL.
inline X509Ptr shared(X509* certificate)
{
    if (certificate != nullptr) {
        X509_up_ref(certificate);
    }
    return X509Ptr(certificate);
}

inline EvpKeyPtr shared(EVP_PKEY* key)
{
    if (key != nullptr) {
        EVP_PKEY_up_ref(key);
    }
    return EvpKeyPtr(key);
}

} // namespace workbench
