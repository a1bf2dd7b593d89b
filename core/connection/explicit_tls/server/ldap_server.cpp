#include "core/base/bytes.h"
#include "core/connection/clear/partly_shown.h"
#include "core/connection/explicit_tls/ldap_message.h"
#include "core/connection/explicit_tls/server/binary_servers.h"
#include "core/wire/der.h"

#include <QCoreApplication>

#include <algorithm>

namespace workbench {
namespace {

namespace der = wire::der;

constexpr char kDisconnectionOid[] = "1.3.6.1.4.1.1466.20036"; // RFC 4511 §4.4.1
constexpr std::uint8_t kUnbind = 0x42; // [APPLICATION 2]
constexpr std::uint8_t kAbandon = 0x50; // [APPLICATION 16]
constexpr char kSuccess = 0;
constexpr char kProtocolError = 2;
constexpr char kConfidentialityRequired = 13;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTlsServer)
};

struct Operation
{
    std::uint8_t request;
    std::uint8_t response;
};

constexpr Operation kOperations[] = {
    {0x60, 0x61}, // bind
    {0x63, 0x65}, // search, done
    {0x66, 0x67}, // modify
    {0x68, 0x69}, // add
    {0x4a, 0x6b}, // delete
    {0x6c, 0x6d}, // modify DN
    {0x6e, 0x6f}, // compare
    {ldap::kExtendedRequest, ldap::kExtendedResponse},
};

/// Up to where an element's content begins, as far as that has come.
qsizetype headerEnd(const QByteArray& bytes, qsizetype place)
{
    const std::optional<der::Element> element = der::readElement(asSpan(bytes).subspan(place));
    return element ? place + element->header : bytes.size();
}

qsizetype elementEnd(const QByteArray& bytes, qsizetype place)
{
    const std::optional<der::Element> element = der::readElement(asSpan(bytes).subspan(place));
    return element
        ? std::min<qsizetype>(bytes.size(), qsizetype(element->header) + place + element->length)
        : bytes.size();
}

/// How much of a message has no secret: which operation it is, of an extended one also its name.
qsizetype shownLength(const QByteArray& message)
{
    const qsizetype operation = elementEnd(message, headerEnd(message, 0));
    const qsizetype content = headerEnd(message, operation);
    const auto tagAt = [&message](qsizetype place) {
        return static_cast<std::uint8_t>(message.mid(place, 1).append('\0').at(0));
    };
    const std::uint8_t tag = tagAt(operation);
    if (tag == kUnbind || tag == kAbandon) {
        return message.size();
    }
    const bool hasName = tag == ldap::kExtendedRequest && tagAt(content) == der::implicitTag(0);
    return hasName ? elementEnd(message, content) : content;
}

/// LDAPMessage { messageID, response { resultCode, matchedDN "", diagnosticMessage, more } }
QByteArray response(const QByteArray& id,
                    std::uint8_t tag,
                    char result,
                    const QByteArray& diagnostic,
                    const QByteArray& more = {})
{
    return ldap::element(der::kSequence,
                         ldap::element(der::kInteger, id)
                             + ldap::element(tag,
                                             ldap::element(der::kEnumerated, QByteArray(1, result))
                                                 + ldap::element(der::kOctetString, {})
                                                 + ldap::element(der::kOctetString, diagnostic)
                                                 + more));
}

} // namespace

LdapServer::LdapServer()
    : ClearServer(QStringLiteral("LDAP"))
{ }

ClearExchange::Step LdapServer::begin()
{
    return NeedMore {};
}

/// Also what follows a message that has no answer.
ClearExchange::Step LdapServer::receive(QByteArray& buffer)
{
    Step step = NeedMore {};
    qsizetype before = 0;
    do {
        before = buffer.size();
        step = takeMessage(buffer);
    } while (std::holds_alternative<NeedMore>(step) && buffer.size() < before && !buffer.isEmpty());
    return step;
}

ClearExchange::Step LdapServer::takeMessage(QByteArray& buffer)
{
    const auto garbage = [&] {
        return m_heard ? notUnderstood(Text::tr("The client sent something that is no message of "
                                                "LDAP."))
                       : misfit(buffer);
    };
    if (buffer.at(0) != char(der::kSequence)) {
        constexpr qsizetype kEnough = 8;
        const bool isKnown = buffer.size() >= kEnough || buffer.contains('\n');
        return isKnown || m_heard || buffer.at(0) < ' ' ? garbage() : Step(NeedMore {});
    }
    const std::optional<der::Element> element = der::readElement(asSpan(buffer));
    if (!element) {
        constexpr qsizetype kLongestHeader = 6;
        return buffer.size() < kLongestHeader ? Step(NeedMore {}) : garbage();
    }
    if (element->length > ldap::kLongestMessage) {
        return notUnderstood(Text::tr("The client announces a message of %1 bytes before TLS.")
                                 .arg(element->length));
    }
    const qsizetype whole = qsizetype(element->header) + element->length;
    if (buffer.size() < whole) {
        return NeedMore {};
    }
    const QByteArray message = buffer.mid(element->header, element->length);
    buffer.remove(0, whole);
    m_heard = true;
    return judge(message);
}

QByteArray LdapServer::shown(const QByteArray& before, const QByteArray& bytes)
{
    PartlyShown shown(before, bytes);
    for (QByteArray rest = shown.rest(); rest.startsWith(char(der::kSequence));
         rest = shown.rest()) {
        const QByteArray message = rest.left(elementEnd(rest, 0));
        const qsizetype length = shownLength(message);
        shown.show(length);
        shown.hide(message.size() - length);
    }
    shown.showStrange();
    return shown.take();
}

ClearExchange::Step LdapServer::judge(const QByteArray& message)
{
    constexpr std::size_t kLongestId = 4; // RFC 4511 §4.1.1.1: up to 2^31 - 1
    der::Elements parts(asSpan(message));
    std::uint8_t tag = 0;
    const std::optional<wire::Bytes> id = parts.next(tag);
    const bool isId = id && tag == der::kInteger && !id->empty() && id->size() <= kLongestId;
    const std::optional<wire::Bytes> content = isId ? parts.next(tag) : std::nullopt;
    if (!content) {
        return notUnderstood(Text::tr("The client sent something that is no message of LDAP."));
    }
    if (tag == kUnbind) {
        return notAsked(Text::tr("The client took its leave and did not ask for TLS."));
    }
    return afterOperation(toByteArray(*id), tag, *content);
}

ClearExchange::Step
LdapServer::afterOperation(const QByteArray& id, std::uint8_t operation, wire::Bytes content)
{
    std::uint8_t tag = 0;
    der::Elements parts(content);
    const std::optional<wire::Bytes> name = parts.next(tag);
    const bool isStartTls = operation == ldap::kExtendedRequest && name
        && tag == der::implicitTag(0) && toByteArray(*name) == ldap::kStartTlsOid;
    if (isStartTls) {
        return Send {.bytes = response(id, ldap::kExtendedResponse, kSuccess, {}), .isLast = true};
    }
    if (operation == kAbandon) {
        return NeedMore {}; // has no answer (RFC 4511 §4.11)
    }
    const auto* const known = std::find_if(
        std::begin(kOperations), std::end(kOperations), [operation](const Operation& candidate) {
            return candidate.request == operation;
        });
    return known == std::end(kOperations)
        ? Send {response(id, ldap::kExtendedResponse, kProtocolError, "unknown operation")}
        : Send {response(id, known->response, kConfidentialityRequired, "use StartTLS first")};
}

/// A notice of disconnection, of the message id 0 (RFC 4511 §4.4.1).
QByteArray LdapServer::partingWords(ClearProblem why) const
{
    if (why != ClearProblem::Injected && !(why == ClearProblem::NotUnderstood && m_heard)) {
        return {};
    }
    constexpr unsigned kResponseName = 10;
    return response(QByteArray(1, '\0'),
                    ldap::kExtendedResponse,
                    kProtocolError,
                    "nothing else may come before TLS",
                    ldap::element(der::implicitTag(kResponseName), kDisconnectionOid));
}

} // namespace workbench
