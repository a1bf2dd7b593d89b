#include "core/workbench/resolution/socket_resolution.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

struct Subject
{
    const ClientProfile& profile;
    const ClientSecrets& secrets;

    bool udp() const { return profile.transport == Transport::Udp; }
};

/// One way in which something that is asked for does not fit.
struct Misfit
{
    const char* where;
    bool (*applies)(const Subject& subject);
    const char* message;
    const char* remedy;
};

constexpr Misfit kMisfits[] = {
    {"keepalive",
     [](const Subject& s) { return s.udp() && s.profile.socket.keepAlive; },
     QT_TRANSLATE_NOOP("Profile",
                       "Keep-alive is for TCP: over UDP there is no connection to keep."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or connect over TCP.")},
    {"nagle",
     [](const Subject& s) { return s.udp() && s.profile.socket.nagle != Nagle::Never; },
     QT_TRANSLATE_NOOP("Profile",
                       "Nagle's algorithm is one of TCP: over UDP every datagram goes at once."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or connect over TCP.")},
    {"broadcast",
     [](const Subject& s) { return !s.udp() && s.profile.socket.broadcast; },
     QT_TRANSLATE_NOOP("Profile", "Broadcast is for datagrams: TCP connects to one peer only."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or send datagrams over UDP without DTLS.")},
    {"broadcast",
     [](const Subject& s) { return !s.profile.plain && s.profile.socket.broadcast; },
     QT_TRANSLATE_NOOP("Profile", "DTLS speaks with one peer, not with everybody in a network."),
     QT_TRANSLATE_NOOP("Profile", "Leave broadcast out, or send plain datagrams.")},
    {"mtu",
     [](const Subject& s) { return !s.udp() && s.profile.socket.mtu != 0; },
     QT_TRANSLATE_NOOP("Profile", "The MTU is one of DTLS: TCP cuts its segments by itself."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or connect over UDP.")},
    {"mtu",
     [](const Subject& s) { return s.profile.plain && s.profile.socket.mtu != 0; },
     QT_TRANSLATE_NOOP("Profile",
                       "The MTU is one of DTLS: a plain datagram goes as large as it is."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or speak DTLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && !s.profile.certificate.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there is nothing to present a certificate in."),
     QT_TRANSLATE_NOOP("Profile", "Leave the client certificate out, or speak TLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && !s.profile.sessionPath.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there is no session to take up again."),
     QT_TRANSLATE_NOOP("Profile", "Leave the session file out, or speak TLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && !s.profile.keyLogPath.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there are no secrets to log."),
     QT_TRANSLATE_NOOP("Profile", "Leave the key log out, or speak TLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && !s.profile.capturePath.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there are no records to capture."),
     QT_TRANSLATE_NOOP("Profile", "Leave the capture file out, or speak TLS.")},
    {"pcap-secrets",
     [](const Subject& s) { return s.profile.captureSecrets && s.profile.capturePath.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "There is no capture for the secrets to stand in."),
     QT_TRANSLATE_NOOP("Profile", "Name its file, or leave the secrets out.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && s.profile.askStaple; },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there is no OCSP response to ask for."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or speak TLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && s.secrets.psk.isSet(); },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there is no use for a pre-shared key."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or speak TLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && s.profile.check != CheckSettings {}; },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there is no certificate to check."),
     QT_TRANSLATE_NOOP("Profile", "Leave pins, time and revocation lists out, or speak TLS.")},
    {"plain",
     [](const Subject& s) {
         return s.profile.plain && s.profile.handshake != HandshakeSettings {};
     },
     QT_TRANSLATE_NOOP("Profile", "Without TLS there is no handshake to hold in another way."),
     QT_TRANSLATE_NOOP("Profile", "Leave what is about the handshake out, or speak TLS.")},
    {"plain",
     [](const Subject& s) { return s.profile.plain && s.profile.explicitTls.isSet(); },
     QT_TRANSLATE_NOOP("Profile", "Explicit TLS begins in clear and then speaks TLS."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or speak TLS.")},
};

tl::unexpected<Error> wrong(const char* where, const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QString::fromLatin1(where)});
}

Result<void> checkLocalEnd(const ClientProfile& profile)
{
    const SocketSettings& socket = profile.socket;
    const QHostAddress local(socket.localAddress);
    if (!socket.localAddress.isEmpty() && local.isNull()) {
        return wrong("local-address",
                     Text::tr("“%1” is no IP address.").arg(socket.localAddress),
                     Text::tr("Give one of this computer's addresses, like 127.0.0.1."));
    }
    const QHostAddress target(profile.host);
    if (!local.isNull() && !target.isNull() && !profile.proxy.isSet()
        && local.protocol() != target.protocol()) {
        return wrong("local-address",
                     Text::tr("From %1 no connection leads to %2: one is IPv4, the other IPv6.")
                         .arg(local.toString(), target.toString()),
                     Text::tr("Give a local address of the same family."));
    }
    constexpr int kHighestPort = 65535;
    if (socket.localPort < 0 || socket.localPort > kHighestPort) {
        return wrong("local-port",
                     Text::tr("“%1” is no port.").arg(socket.localPort),
                     Text::tr("Ports go from 1 to 65535."));
    }
    return {};
}

} // namespace

Result<void> checkSocket(const ClientProfile& profile, const ClientSecrets& secrets)
{
    const Subject subject {profile, secrets};
    for (const Misfit& misfit : kMisfits) {
        if (misfit.applies(subject)) {
            return wrong(misfit.where, Text::tr(misfit.message), Text::tr(misfit.remedy));
        }
    }
    const int mtu = profile.socket.mtu;
    if (mtu != 0 && (mtu < kLeastMtu || mtu > kMostMtu)) {
        return wrong("mtu",
                     Text::tr("%1 bytes are no size for a datagram of DTLS.").arg(mtu),
                     Text::tr("It goes from %1 to %2.").arg(kLeastMtu).arg(kMostMtu));
    }
    return checkLocalEnd(profile);
}

} // namespace workbench
