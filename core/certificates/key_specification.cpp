#include "core/certificates/key_specification.h"

#include "core/base/openssl_errors.h"
#include "core/certificates/certificate_issuer.h"
#include "core/certificates/certificate_text.h"

#include <openssl/err.h>

#include <algorithm>
#include <array>
#include <optional>

namespace workbench {
namespace {

enum class KeyFamily
{
    Rsa,
    Ec,
    Named
};

struct KeySpecification
{
    const char* text;
    KeyFamily family;
    int bits; ///< RSA only
    const char* name; ///< the curve, or the key type itself
    bool offered; ///< false: knowingly bad or slow, taken where a person asks for it by name
};

constexpr std::array kSpecifications = {
    KeySpecification {"ec:P-256", KeyFamily::Ec, 0, "P-256", true},
    KeySpecification {"ec:P-384", KeyFamily::Ec, 0, "P-384", true},
    KeySpecification {"ec:P-521", KeyFamily::Ec, 0, "P-521", true},
    KeySpecification {"rsa:2048", KeyFamily::Rsa, 2048, "RSA", true},
    KeySpecification {"rsa:3072", KeyFamily::Rsa, 3072, "RSA", true},
    KeySpecification {"rsa:4096", KeyFamily::Rsa, 4096, "RSA", true},
    KeySpecification {"ed25519", KeyFamily::Named, 0, "ED25519", true},
    KeySpecification {"ed448", KeyFamily::Named, 0, "ED448", true},
    KeySpecification {"rsa:1024", KeyFamily::Rsa, 1024, "RSA", false},
    KeySpecification {"rsa:512", KeyFamily::Rsa, 512, "RSA", false},
};

EVP_PKEY* generate(const KeySpecification& specification)
{
    switch (specification.family) {
    case KeyFamily::Rsa:
        return EVP_PKEY_Q_keygen(
            nullptr, nullptr, "RSA", static_cast<std::size_t>(specification.bits));
    case KeyFamily::Ec:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", specification.name);
    case KeyFamily::Named:
        return EVP_PKEY_Q_keygen(nullptr, nullptr, specification.name);
    }
    return nullptr;
}

/// Sizes that are neither offered nor in the table, "rsa:2048" to "rsa:8192" in steps of 8 bits.
std::optional<KeySpecification> otherRsa(const QString& text)
{
    constexpr int kLeastBits = 2048;
    constexpr int kMostBits = 8192;
    const QString prefix = QStringLiteral("rsa:");
    bool isNumber = false;
    const int bits = text.mid(prefix.size()).toInt(&isNumber);
    if (!text.startsWith(prefix, Qt::CaseInsensitive) || !isNumber || bits < kLeastBits
        || bits > kMostBits || bits % 8 != 0) {
        return std::nullopt;
    }
    return KeySpecification {"", KeyFamily::Rsa, bits, "RSA", false};
}

std::optional<KeySpecification> specificationOf(const QString& text)
{
    const auto* const known
        = std::find_if(kSpecifications.begin(), kSpecifications.end(), [&](const auto& candidate) {
              return text.compare(QLatin1String(candidate.text), Qt::CaseInsensitive) == 0;
          });
    return known != kSpecifications.end() ? *known : otherRsa(text);
}

Result<KeySpecification> understood(const QString& text)
{
    if (const std::optional<KeySpecification> known = specificationOf(text)) {
        return *known;
    }
    return fail(
        {.code = ErrorCode::InvalidInput,
         .message = CertificateText::tr("“%1” is not a key that can be made.").arg(text),
         .remedy = CertificateText::tr("Choose one of %1, or rsa:N with N a multiple of 8 from "
                                       "2048 to 8192.")
                       .arg(supportedKeySpecifications().join(QStringLiteral(", "))),
         .where = QStringLiteral("key")});
}

} // namespace

QStringList supportedKeySpecifications()
{
    QStringList texts;
    for (const KeySpecification& specification : kSpecifications) {
        if (specification.offered) {
            texts.append(QString::fromLatin1(specification.text));
        }
    }
    return texts;
}

Result<std::shared_ptr<EVP_PKEY>> generateKey(const QString& specification)
{
    const Result<KeySpecification> known = understood(specification);
    if (!known) {
        return fail(known.error());
    }
    EvpKeyPtr key(generate(*known));
    if (!key) {
        Error error
            = openSslError(CertificateText::tr("The TLS library cannot make a key of kind %1.")
                               .arg(specification));
        error.code = ErrorCode::NotSupported;
        error.where = QStringLiteral("key");
        return fail(error);
    }
    return std::shared_ptr<EVP_PKEY>(std::move(key));
}

Result<QString> genpkeyOptions(const QString& specification)
{
    return understood(specification).map([](const KeySpecification& key) {
        const QString name = QString::fromLatin1(key.name);
        switch (key.family) {
        case KeyFamily::Rsa:
            return QStringLiteral("-algorithm RSA -pkeyopt rsa_keygen_bits:%1").arg(key.bits);
        case KeyFamily::Ec:
            return QStringLiteral("-algorithm EC -pkeyopt ec_paramgen_curve:%1 -pkeyopt "
                                  "ec_param_enc:named_curve")
                .arg(name);
        case KeyFamily::Named:
            break;
        }
        return QStringLiteral("-algorithm %1").arg(name);
    });
}

} // namespace workbench
