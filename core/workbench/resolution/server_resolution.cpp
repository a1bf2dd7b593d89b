#include "core/connection/access_guard.h"
#include "core/workbench/address_texts.h"
#include "core/workbench/profiles.h"
#include "core/workbench/resolution/common_checks.h"
#include "core/workbench/resolution/credentials.h"
#include "core/workbench/resolution/server_checks.h"
#include "core/workbench/resolution/server_talk_checks.h"
#include "core/workbench/resolution/staples.h"
#include "core/workbench/resolution/unused_settings.h"

#include <QCoreApplication>
#include <QHostInfo>
#include <QNetworkInterface>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Profile)
};

/// What one word stands for: a network card for every address that it has.
Result<QList<QHostAddress>> addressesOf(const QString& wanted)
{
    if (wanted.isEmpty() || wanted == QStringLiteral("localhost")) {
        return QList {QHostAddress(QHostAddress::LocalHost)};
    }
    if (const QHostAddress literal(wanted); !literal.isNull()) {
        return QList {literal};
    }
    const QNetworkInterface interface = QNetworkInterface::interfaceFromName(wanted);
    if (interface.isValid() && !interface.addressEntries().isEmpty()) {
        QList<QHostAddress> addresses;
        for (const QNetworkAddressEntry& entry : interface.addressEntries()) {
            addresses.append(entry.ip());
        }
        return addresses;
    }
    if (wanted.compare(QHostInfo::localHostName(), Qt::CaseInsensitive) == 0) {
        return QList {QHostAddress(QHostAddress::AnyIPv4)};
    }
    return fail(
        {.code = ErrorCode::AddressUnavailable,
         .message = Text::tr("“%1” is not an address, a network card or the name of this computer.")
                        .arg(wanted),
         .remedy = Text::tr("Choose one of this computer's addresses, for instance 127.0.0.1; "
                            "0.0.0.0 stands for all of IPv4, :: for all of IPv6."),
         .where = QStringLiteral("address")});
}

Result<void> notToListenOn(const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = QStringLiteral("address")});
}

/// What the system says of these is “invalid argument”, and over TCP of some groups nothing at all.
Result<void> checkListenable(const QHostAddress& address, Transport transport)
{
    const QString text = address.toString();
    bool isIpv4 = false;
    const QHostAddress inIpv4(address.toIPv4Address(&isIpv4));
    // To Qt "::" is 0.0.0.0 as well; here it is all of IPv6.
    if (isIpv4 && address.protocol() == QAbstractSocket::IPv6Protocol
        && address != QHostAddress(QHostAddress::AnyIPv6)) {
        return notToListenOn(
            Text::tr("“%1” is an IPv4 address in the notation of IPv6, which nothing listens on.")
                .arg(text),
            Text::tr("Write %1.").arg(inIpv4.toString()));
    }
    if (address.isMulticast() && transport == Transport::Tcp) {
        return notToListenOn(
            Text::tr("“%1” is the address of a group, to which no TCP connection leads.").arg(text),
            Text::tr("Choose one of this computer's addresses, for instance 127.0.0.1."));
    }
    const QString zone = zoneProblem(address);
    return zone.isEmpty()
        ? Result<void>()
        : notToListenOn(zone,
                        Text::tr("Name the network card behind the address, as in %1.")
                            .arg(exampleWithZone(text)));
}

/// Each once, in the order that they are named in.
Result<QList<QHostAddress>> listenAddresses(const QString& text, Transport transport)
{
    constexpr int kMostAddresses = 64; // each is a socket
    QList<QHostAddress> all;
    QStringList words = text.split(QLatin1Char(','), Qt::SkipEmptyParts);
    words.removeIf([](const QString& word) { return word.trimmed().isEmpty(); });
    for (const QString& word : words.isEmpty() ? QStringList {QString()} : words) {
        Result<QList<QHostAddress>> some = addressesOf(word.trimmed());
        if (!some) {
            return some;
        }
        for (const QHostAddress& address : *some) {
            if (const Result<void> fits = checkListenable(address, transport); !fits) {
                return fail(fits.error());
            }
            if (!all.contains(address)) {
                all.append(address);
            }
        }
    }
    if (all.size() > kMostAddresses) {
        return fail({.code = ErrorCode::InvalidInput,
                     .message = Text::tr("A server listens on %1 addresses at most; these are %2.")
                                    .arg(kMostAddresses)
                                    .arg(all.size()),
                     .remedy = Text::tr("0.0.0.0 stands for all of IPv4, :: for all of IPv6."),
                     .where = QStringLiteral("address")});
    }
    return all;
}

/// What one part of the profile becomes in the options.
struct Sources
{
    const ServerProfile& profile;
    const CertificateStore& store;
    const PasswordSource& password;
    const TokenLoader& tokens;
};

Result<void> checkFiles(const Sources& from, ServerOptions& /*options*/)
{
    return checkKeyLog(from.profile.keyLogPath);
}

Result<void> checkCredentialsGiven(const Sources& from, ServerOptions& options)
{
    if (!from.profile.certificates.isEmpty() || options.psk.isSet() || from.profile.plain) {
        return {};
    }
    return fail({.code = ErrorCode::InvalidInput,
                 .message = Text::tr("A server needs a certificate."),
                 .remedy = Text::tr("Choose one with a private key, or make one."),
                 .where = QStringLiteral("certificate")});
}

Result<void> checkWhoComesIn(const Sources& from, ServerOptions& /*options*/)
{
    return checkAccess(from.profile.access);
}

Result<void> checkHowItTalks(const Sources& from, ServerOptions& /*options*/)
{
    return checkUses(from.profile).and_then([&from] { return checkServerTalk(from.profile); });
}

Result<void> resolveAnswer(const Sources& from, ServerOptions& options)
{
    Result<void> checked = checkAnswer(from.profile.answer);
    if (!checked || from.profile.answer.mode != AnswerMode::Script) {
        return checked;
    }
    return readClearScript(from.profile.answer.text).map([&options](const ClearScript& script) {
        options.answerScript = script;
    });
}

Result<void> checkHowLong(const Sources& from, ServerOptions& /*options*/)
{
    return checkLimits(from.profile.limits, from.profile.transport);
}

Result<void> checkByHowMany(const Sources& from, ServerOptions& /*options*/)
{
    return checkThreads(from.profile.listen, from.profile.transport);
}

Result<void> resolveListening(const Sources& from, ServerOptions& options)
{
    return listenAddresses(from.profile.listen.address, from.profile.transport)
        .map([&options](const auto& addresses) {
            options.address = addresses.first();
            options.moreAddresses = addresses.mid(1);
        });
}

Result<void> resolveCredentials(const Sources& from, ServerOptions& options)
{
    if (from.profile.plain) {
        return {}; // they stay in the profile, and nobody is asked for their passwords
    }
    for (const QString& id : from.profile.certificates) {
        const Result<KeyMaterial> credentials = loadCredentials(
            id, from.profile.certificateLookup, from.store, from.password, from.tokens);
        if (!credentials) {
            return fail(credentials.error());
        }
        options.certificates.append(*credentials);
    }
    return {};
}

Result<void> resolveStaples(const Sources& from, ServerOptions& options)
{
    if (from.profile.plain) {
        return {};
    }
    return loadStaples(from.profile.staples, options.certificates, from.store, from.password)
        .map([&options](const QList<QByteArray>& staples) { options.staples = staples; });
}

Result<void> resolveAnchors(const Sources& from, ServerOptions& options)
{
    if (from.profile.clientCertificate == ClientCertificatePolicy::None) {
        return {};
    }
    return resolveTrust(from.profile.clientTrust, from.store)
        .map([&options](const TrustAnchors& anchors) { options.clientTrust = anchors; });
}

using Part = Result<void> (*)(const Sources& from, ServerOptions& options);

/// In the order in which what is wrong is told.
constexpr Part kParts[] = {
    &checkFiles,
    &checkCredentialsGiven,
    &checkWhoComesIn,
    &checkHowItTalks,
    &resolveAnswer,
    &checkHowLong,
    &checkByHowMany,
    &resolveListening,
    &resolveCredentials,
    &resolveStaples,
    &resolveAnchors,
};

} // namespace

Result<ServerOptions> resolveServer(const ServerProfile& profile,
                                    const CertificateStore& store,
                                    const PasswordSource& password,
                                    const PreSharedKey& psk,
                                    const TokenLoader& tokens)
{
    if (const Result<void> common
        = checkCommon(profile.name, profile.transport, profile.versions, profile.tuning);
        !common) {
        return fail(common.error());
    }
    ServerOptions options;
    static_cast<ServerSettings&>(options) = static_cast<const ServerSettings&>(profile);
    options.psk = psk;
    const Sources from {profile, store, password, tokens};
    for (const Part part : kParts) {
        if (const Result<void> resolved = part(from, options); !resolved) {
            return fail(resolved.error());
        }
    }
    return options;
}

} // namespace workbench
