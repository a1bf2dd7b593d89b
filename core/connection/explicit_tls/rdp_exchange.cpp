#include "core/connection/explicit_tls/binary_protocols.h"

#include <QCoreApplication>
#include <QtEndian>

namespace workbench {
namespace {

constexpr qsizetype kTpktHeader = 4; // version 3, reserved, length (RFC 1006 §6)
constexpr qsizetype kX224Header = 7; // length, kind, both references, class
constexpr qsizetype kNegotiation = 8; // kind, flags, length, value
constexpr quint8 kConnectionConfirm = 0xd0;
constexpr quint8 kNegotiationResponse = 2;
constexpr quint8 kNegotiationFailure = 3;

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(ExplicitTls)
};

struct Failure
{
    quint32 code;
    const char* name;
    const char* remedy;
};

/// [MS-RDPBCGR] 2.2.1.2.2
constexpr Failure kFailures[] = {
    {1,
     "SSL_REQUIRED_BY_SERVER",
     QT_TRANSLATE_NOOP("ExplicitTls",
                       "The server wants TLS, but not in this way: look at its security layer.")},
    {2,
     "SSL_NOT_ALLOWED_BY_SERVER",
     QT_TRANSLATE_NOOP(
         "ExplicitTls",
         "The server is set to RDP's own security: allow TLS in its security layer.")},
    {3,
     "SSL_CERT_NOT_ON_SERVER",
     QT_TRANSLATE_NOOP("ExplicitTls",
                       "The server has no certificate that it can use: give it one.")},
    {4,
     "INCONSISTENT_FLAGS",
     QT_TRANSLATE_NOOP("ExplicitTls", "The server finds the request contradictory.")},
    {5,
     "HYBRID_REQUIRED_BY_SERVER",
     QT_TRANSLATE_NOOP("ExplicitTls",
                       "The server demands network level authentication (CredSSP).")},
    {6,
     "SSL_WITH_USER_AUTH_REQUIRED_BY_SERVER",
     QT_TRANSLATE_NOOP("ExplicitTls", "The server demands TLS with a client certificate.")},
};

} // namespace

RdpExchange::RdpExchange()
    : ExplicitTlsExchange(QStringLiteral("RDP"))
{ }

/// TPKT, X.224 connection request, RDP_NEG_REQ that allows TLS and, over it, CredSSP.
ClearExchange::Step RdpExchange::begin()
{
    return Send {QByteArray::fromHex("03000013"
                                     "0ee00000000000"
                                     "0100080003000000")};
}

ClearExchange::Step RdpExchange::receive(QByteArray& buffer)
{
    constexpr char kVersion = 3;
    if (buffer.at(0) != kVersion) {
        constexpr qsizetype kEnough = 8;
        return buffer.size() >= kEnough || buffer.contains('\n') ? misfit(buffer)
                                                                 : Step(NeedMore {});
    }
    if (buffer.size() < kTpktHeader) {
        return NeedMore {};
    }
    const qsizetype length = qFromBigEndian<quint16>(buffer.constData() + 2);
    if (length < kTpktHeader + kX224Header || length > kTpktHeader + kX224Header + kNegotiation) {
        return misfit(buffer);
    }
    if (buffer.size() < length) {
        return NeedMore {};
    }
    const QByteArray confirm = buffer.mid(kTpktHeader, length - kTpktHeader);
    buffer.remove(0, length);
    return judge(confirm);
}

ClearExchange::Step RdpExchange::judge(const QByteArray& confirm)
{
    if (static_cast<quint8>(confirm.at(1)) != kConnectionConfirm) {
        return notUnderstood(Text::tr("The server's answer is no confirmation of the connection."));
    }
    const QString old = Text::tr("Allow TLS in the server's security layer.");
    if (confirm.size() < kX224Header + kNegotiation) {
        return notOffered(Text::tr("The server knows only RDP's own security, without TLS."), old);
    }
    const auto kind = static_cast<quint8>(confirm.at(kX224Header));
    const auto value = qFromLittleEndian<quint32>(confirm.constData() + kX224Header + 4);
    if (kind == kNegotiationResponse) {
        return value == 0
            ? notOffered(Text::tr("The server chose RDP's own security, without TLS."), old)
            : Step(Done {});
    }
    if (kind != kNegotiationFailure) {
        return notUnderstood(Text::tr("The server's answer negotiates nothing that is known."));
    }
    for (const Failure& failure : kFailures) {
        if (failure.code == value) {
            return refused(Text::tr("The server refuses: %1.").arg(QLatin1String(failure.name)),
                           Text::tr(failure.remedy),
                           value);
        }
    }
    return refused(Text::tr("The server refuses with code %1.").arg(value), {}, value);
}

} // namespace workbench
