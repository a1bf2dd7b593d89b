#include "core/diagnosis/diagnosis_text.h"
#include "core/diagnosis/named_values.h"

#include <algorithm>
#include <array>

namespace workbench {
namespace {

struct Meaning
{
    int code;
    const char* text;
};

/// RFC 8446 §6, RFC 5246 §7.2, and the RFCs that added single alerts.
constexpr Meaning kMeanings[] = {
    {0, QT_TRANSLATE_NOOP("Diagnosis", "it closes the connection in order")},
    {10, QT_TRANSLATE_NOOP("Diagnosis", "a message came that has no place there")},
    {20, QT_TRANSLATE_NOOP("Diagnosis", "a record did not decrypt")},
    {21, QT_TRANSLATE_NOOP("Diagnosis", "a record did not decrypt")},
    {22, QT_TRANSLATE_NOOP("Diagnosis", "a record was longer than allowed")},
    {30, QT_TRANSLATE_NOOP("Diagnosis", "compressed data could not be unpacked")},
    {40, QT_TRANSLATE_NOOP("Diagnosis", "no acceptable set of parameters was found")},
    {41, QT_TRANSLATE_NOOP("Diagnosis", "it has no certificate to send")},
    {42,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "the certificate is damaged, not yet valid, too weak or for another name")},
    {43,
     QT_TRANSLATE_NOOP(
         "Diagnosis", "the certificate is not made for this purpose or its type is not supported")},
    {44, QT_TRANSLATE_NOOP("Diagnosis", "the certificate was revoked by its issuer")},
    {45,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "the certificate, or one of its issuers or revocation lists, has expired by "
                       "the peer's clock")},
    {46,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "the certificate was refused for a reason that has no alert of its own")},
    {47,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "a field had a value that is not allowed or contradicts another")},
    {48,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "it does not trust the issuer of the certificate, or the chain does not "
                       "lead to one that it trusts")},
    {49,
     QT_TRANSLATE_NOOP("Diagnosis", "the certificate is valid, but its holder may not connect")},
    {50, QT_TRANSLATE_NOOP("Diagnosis", "a message could not be decoded")},
    {51, QT_TRANSLATE_NOOP("Diagnosis", "a signature or a check value did not fit")},
    {60, QT_TRANSLATE_NOOP("Diagnosis", "an export restriction was not kept")},
    {70, QT_TRANSLATE_NOOP("Diagnosis", "it does not speak any of the versions offered")},
    {71, QT_TRANSLATE_NOOP("Diagnosis", "the parameters offered are weaker than it accepts")},
    {80,
     QT_TRANSLATE_NOOP(
         "Diagnosis", "something failed inside the peer that has nothing to do with the messages")},
    {86,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "the client came back with an older version although the newer one works")},
    {90, QT_TRANSLATE_NOOP("Diagnosis", "a person or program at the peer cancelled")},
    {100, QT_TRANSLATE_NOOP("Diagnosis", "it does not renegotiate")},
    {109, QT_TRANSLATE_NOOP("Diagnosis", "an extension that is mandatory was missing")},
    {110, QT_TRANSLATE_NOOP("Diagnosis", "an extension came that it had not asked for")},
    {111, QT_TRANSLATE_NOOP("Diagnosis", "the certificate could not be fetched from its address")},
    {112, QT_TRANSLATE_NOOP("Diagnosis", "it serves no such server name")},
    {113, QT_TRANSLATE_NOOP("Diagnosis", "the stapled OCSP response was not acceptable")},
    {114, QT_TRANSLATE_NOOP("Diagnosis", "the certificate does not have the announced hash")},
    {115, QT_TRANSLATE_NOOP("Diagnosis", "it does not know the pre-shared key's identity")},
    {116, QT_TRANSLATE_NOOP("Diagnosis", "it requires a client certificate and got none")},
    {117, QT_TRANSLATE_NOOP("Diagnosis", "an error that has no alert of its own")},
    {120, QT_TRANSLATE_NOOP("Diagnosis", "it speaks none of the application protocols offered")},
    {121, QT_TRANSLATE_NOOP("Diagnosis", "it requires Encrypted Client Hello")},
};

/// What brings them about once data can go: a key update, another handshake, a late judgement.
constexpr Meaning kLateMeanings[] = {
    {10,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "At this point it usually follows a key update or a wish to renegotiate "
                       "that the end which sent it does not know.")},
    {20,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "At this point a record was changed on the way, or the two ends count "
                       "records or key updates differently.")},
    {22,
     QT_TRANSLATE_NOOP(
         "Diagnosis", "At this point the other end sent a record that is larger than was agreed.")},
    {40,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "At this point it usually ends another handshake on the connection.")},
    {80,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "At this point it is usually the program above TLS that failed, e.g. over "
                       "what it was sent.")},
    {90,
     QT_TRANSLATE_NOOP("Diagnosis",
                       "At this point it usually means that the program was ended, or its user "
                       "closed it.")},
};

/// About the certificate of the other end, RFC 8446 §6.2.
bool isAboutCertificate(int code)
{
    constexpr std::array kCodes {42, 43, 44, 45, 46, 48, 49, 116};
    return std::find(kCodes.begin(), kCodes.end(), code) != kCodes.end();
}

} // namespace

QString lateAlertMeaning(int code)
{
    if (isAboutCertificate(code)) {
        return DiagnosisText::tr("In TLS 1.3 a certificate is often judged when the handshake is "
                                 "done already, and this is the judgement.");
    }
    for (const Meaning& meaning : kLateMeanings) {
        if (meaning.code == code) {
            return DiagnosisText::tr(meaning.text);
        }
    }
    return DiagnosisText::tr("An alert at this point is about something that came after it.");
}

QString alertMeaning(int code)
{
    const auto* found
        = std::find_if(std::begin(kMeanings), std::end(kMeanings), [code](const Meaning& meaning) {
              return meaning.code == code;
          });
    return found != std::end(kMeanings) ? DiagnosisText::tr(found->text)
                                        : DiagnosisText::tr("an alert that no standard describes");
}

} // namespace workbench
