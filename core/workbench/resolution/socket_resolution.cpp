#include "core/workbench/resolution/socket_resolution.h"

#include <QCoreApplication>
#include <QHostAddress>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

bool overUdp(const ClientProfile& profile)
{
    return profile.transport == Transport::Udp;
}

/// One way in which something that is asked for does not fit.
struct Misfit
{
    const char* where;
    bool (*applies)(const ClientProfile& profile);
    const char* message;
    const char* remedy;
};

constexpr Misfit kMisfits[] = {
    {"keepalive",
     [](const ClientProfile& p) { return overUdp(p) && p.socket.keepAlive; },
     QT_TRANSLATE_NOOP("Profile",
                       "Keep-alive is for TCP: over UDP there is no connection to keep."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or connect over TCP.")},
    {"nagle",
     [](const ClientProfile& p) { return overUdp(p) && p.socket.nagle != Nagle::Never; },
     QT_TRANSLATE_NOOP("Profile",
                       "Nagle's algorithm is one of TCP: over UDP every datagram goes at once."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or connect over TCP.")},
    {"broadcast",
     [](const ClientProfile& p) { return !overUdp(p) && p.socket.broadcast; },
     QT_TRANSLATE_NOOP("Profile", "Broadcast is for datagrams: TCP connects to one peer only."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or send datagrams over UDP without DTLS.")},
    {"broadcast",
     [](const ClientProfile& p) { return !p.plain && p.socket.broadcast; },
     QT_TRANSLATE_NOOP("Profile", "DTLS speaks with one peer, not with everybody in a network."),
     QT_TRANSLATE_NOOP("Profile", "Leave broadcast out, or send plain datagrams.")},
    {"mtu",
     [](const ClientProfile& p) { return !overUdp(p) && p.socket.mtu != 0; },
     QT_TRANSLATE_NOOP("Profile", "The MTU is one of DTLS: TCP cuts its segments by itself."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or connect over UDP.")},
    {"mtu",
     [](const ClientProfile& p) { return p.plain && p.socket.mtu != 0; },
     QT_TRANSLATE_NOOP("Profile",
                       "The MTU is one of DTLS: a plain datagram goes as large as it is."),
     QT_TRANSLATE_NOOP("Profile", "Leave it out, or speak DTLS.")},
    {"pcap-secrets",
     [](const ClientProfile& p) { return p.captureSecrets && p.capturePath.isEmpty(); },
     QT_TRANSLATE_NOOP("Profile", "There is no capture for the secrets to stand in."),
     QT_TRANSLATE_NOOP("Profile", "Name its file, or leave the secrets out.")},
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

Result<void> checkSocket(const ClientProfile& profile)
{
    for (const Misfit& misfit : kMisfits) {
        if (misfit.applies(profile)) {
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

Result<void> checkFamily(const ClientProfile& profile)
{
    const bool onlyIpv4 = profile.family == FamilyPreference::OnlyIpv4;
    const QString& host = profile.proxy.isSet() ? profile.proxy.host : profile.host;
    const QHostAddress address(parseHost(host).value_or(HostAndPort {}).host);
    const bool fits
        = address.isNull() || (address.protocol() == QAbstractSocket::IPv4Protocol) == onlyIpv4;
    if (fits || (!onlyIpv4 && profile.family != FamilyPreference::OnlyIpv6)) {
        return {};
    }
    const QString message = onlyIpv4
        ? Text::tr("%1 is an IPv6 address, and only IPv4 addresses are to be taken.")
        : Text::tr("%1 is an IPv4 address, and only IPv6 addresses are to be taken.");
    return wrong(onlyIpv4 ? "ipv4" : "ipv6",
                 message.arg(address.toString()),
                 Text::tr("Take any family, or name an address of that one."));
}

} // namespace workbench
