#include "core/base/bytes.h"
#include "core/connection/clear/peer_words.h"
#include "core/connection/explicit_tls/binary_protocols.h"
#include "core/connection/explicit_tls/ldap_message.h"
#include "core/wire/der.h"

#include <QCoreApplication>

namespace workbench {
namespace {

namespace der = wire::der;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

/// An extended response: resultCode, matchedDN, diagnosticMessage (RFC 4511 §4.1.9).
struct Response
{
    qint64 messageId = -1;
    int result = -1;
    QByteArray diagnostic;
};

std::optional<Response> readResponse(wire::Bytes content)
{
    der::Elements message(content);
    std::uint8_t tag = 0;
    Response response;
    const std::optional<wire::Bytes> id = message.next(tag);
    if (!id || tag != der::kInteger || id->size() != 1) {
        return std::nullopt;
    }
    response.messageId = id->front();
    const std::optional<wire::Bytes> operation = message.next(tag);
    if (!operation || tag != ldap::kExtendedResponse) {
        return std::nullopt;
    }
    der::Elements parts(*operation);
    const std::optional<wire::Bytes> result = parts.next(tag);
    if (!result || tag != der::kEnumerated || result->size() != 1) {
        return std::nullopt;
    }
    response.result = result->front();
    parts.next(tag); // matchedDN
    if (const std::optional<wire::Bytes> diagnostic = parts.next(tag)) {
        response.diagnostic = toByteArray(*diagnostic);
    }
    return response;
}

struct ResultName
{
    int code;
    const char* name; // RFC 4511 appendix A
};

constexpr ResultName kResultNames[] = {{1, "operationsError"},
                                       {2, "protocolError"},
                                       {8, "strongerAuthRequired"},
                                       {10, "referral"},
                                       {12, "unavailableCriticalExtension"},
                                       {50, "insufficientAccessRights"},
                                       {51, "busy"},
                                       {52, "unavailable"},
                                       {53, "unwillingToPerform"},
                                       {80, "other"}};

QString resultText(int code)
{
    for (const ResultName& candidate : kResultNames) {
        if (candidate.code == code) {
            return QStringLiteral("%1 (%2)").arg(QLatin1String(candidate.name)).arg(code);
        }
    }
    return QString::number(code);
}

} // namespace

LdapExchange::LdapExchange()
    : ExplicitTlsExchange(QStringLiteral("LDAP"))
{ }

/// LDAPMessage { messageID 1, extendedReq [APPLICATION 23] { requestName [0] } }
ClearExchange::Step LdapExchange::begin()
{
    const QByteArray name = ldap::element(der::implicitTag(0), ldap::kStartTlsOid);
    return Send {ldap::element(der::kSequence,
                               ldap::element(der::kInteger, QByteArray(1, '\1'))
                                   + ldap::element(ldap::kExtendedRequest, name))};
}

ClearExchange::Step LdapExchange::receive(QByteArray& buffer)
{
    if (buffer.at(0) != char(der::kSequence)) {
        constexpr qsizetype kEnough = 8;
        const bool isKnown = buffer.size() >= kEnough || buffer.contains('\n');
        return isKnown ? misfit(buffer) : Step(NeedMore {});
    }
    const std::optional<der::Element> element = der::readElement(asSpan(buffer));
    if (!element) {
        constexpr qsizetype kLongestHeader = 6;
        return buffer.size() < kLongestHeader ? Step(NeedMore {}) : misfit(buffer);
    }
    if (element->length > ldap::kLongestMessage) {
        return notUnderstood(Text::tr("The answer announces %1 bytes, more than any answer has.")
                                 .arg(element->length));
    }
    const qsizetype whole = qsizetype(element->header) + element->length;
    if (buffer.size() < whole) {
        return NeedMore {};
    }
    const QByteArray content = buffer.mid(element->header, element->length);
    buffer.remove(0, whole);
    return judge(content);
}

ClearExchange::Step LdapExchange::judge(const QByteArray& message)
{
    const std::optional<Response> response = readResponse(asSpan(message));
    // The id 0 is a notice of disconnection (RFC 4511 §4.4.1), which is a refusal as well.
    if (!response || response->messageId > 1) {
        return notUnderstood(Text::tr("The server's answer is not one to the request for TLS."));
    }
    if (response->messageId == 1 && response->result == 0) {
        return Done {};
    }
    const QString words = peerWords(response->diagnostic);
    const QString message2 = words.isEmpty()
        ? Text::tr("The server answered %1.").arg(resultText(response->result))
        : Text::tr("The server answered %1: “%2”.").arg(resultText(response->result), words);
    constexpr int kProtocolError = 2; // RFC 4511 §4.14.2: TLS is not supported
    if (response->result == kProtocolError) {
        return notOffered(
            message2,
            Text::tr("Give the server a certificate and a key, and switch TLS on in it."),
            response->result);
    }
    return refused(message2, {}, response->result);
}

} // namespace workbench
