#include "core/connection/session_fit.h"

#include "core/base/openssl_errors.h"
#include "core/connection/session_file.h"
#include "core/connection/tls_configuration.h"
#include "core/wire/registry.h"

#include <QCoreApplication>
#include <QDateTime>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SessionFit)
};

tl::unexpected<Error>
unfit(const ClientOptions& options, const QString& message, const QString& remedy)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = remedy,
                 .where = options.sessionPath});
}

/// The session lies in a file, or in the memory of this run.
bool isOfFile(const ClientOptions& options)
{
    return !options.sessionPath.isEmpty();
}

QString makeNew(const ClientOptions& options)
{
    return isOfFile(options) ? Text::tr(
               "Name a file that does not exist yet, or remove this one: a new session is written.")
                             : Text::tr("Connect without it: a new session is made.");
}

bool allowsVersion(const ClientOptions& options, int version)
{
    const TlsVersionSet& allowed = options.versions;
    if (options.transport == Transport::Udp) { // DTLS 1.0 is TLS 1.1 over datagrams (RFC 4347)
        return version == DTLS1_2_VERSION ? allowed.testFlag(TlsVersion::Tls12)
                                          : version == DTLS1_VERSION
                && (allowed.testFlag(TlsVersion::Tls10) || allowed.testFlag(TlsVersion::Tls11));
    }
    const QList<TlsVersion> all = allTlsVersions();
    return std::any_of(all.begin(), all.end(), [&](TlsVersion candidate) {
        return allowed.testFlag(candidate) && wireVersion(candidate) == version;
    });
}

/// When it ends: after the time that the library gave it, and the life of a ticket of TLS 1.3 (RFC
/// 8446 §4.6.1; in older versions the server's hint binds nobody).
QDateTime endOf(const SSL_SESSION* session)
{
    qint64 seconds = SSL_SESSION_get_timeout(session);
    if (SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION) {
        seconds = std::min<qint64>(
            seconds, static_cast<qint64>(SSL_SESSION_get_ticket_lifetime_hint(session)));
    }
    return QDateTime::fromSecsSinceEpoch(SSL_SESSION_get_time(session) + seconds, Qt::UTC);
}

/// TLS 1.2 goes on with the same suite, TLS 1.3 with one of the same hash (RFC 8446 §4.6.1). True
/// where the lists themselves cannot be used: that is told when they are set.
bool offersSuite(const ClientOptions& options, const SSL_SESSION* session)
{
    const TlsTuning& tuning = options.tuning;
    const QByteArray list = cipherString(tuning, effectiveSecurityLevel(options.versions, tuning));
    const QByteArray suites = tuning.cipherSuites.toLatin1();
    const SslContextPtr context(SSL_CTX_new(
        options.transport == Transport::Udp ? DTLS_client_method() : TLS_client_method()));
    if (!context || SSL_CTX_set_cipher_list(context.get(), list.constData()) != 1
        || (!suites.isEmpty()
            && SSL_CTX_set_ciphersuites(context.get(), suites.constData()) != 1)) {
        return true;
    }
    const SSL_CIPHER* wanted = SSL_SESSION_get0_cipher(session);
    const bool byHash = SSL_SESSION_get_protocol_version(session) == TLS1_3_VERSION;
    const STACK_OF(SSL_CIPHER)* offered = SSL_CTX_get_ciphers(context.get());
    for (int i = 0; i < sk_SSL_CIPHER_num(offered); ++i) {
        const SSL_CIPHER* one = sk_SSL_CIPHER_value(offered, i);
        const bool isNew = SSL_CIPHER_get_protocol_id(one) >> 8 == 0x13;
        if (byHash ? isNew
                    && SSL_CIPHER_get_handshake_digest(one)
                        == SSL_CIPHER_get_handshake_digest(wanted)
                   : SSL_CIPHER_get_id(one) == SSL_CIPHER_get_id(wanted)) {
            return true;
        }
    }
    return false;
}

QString versionName(int version)
{
    return QString::fromStdString(wire::versionName(static_cast<quint16>(version)));
}

} // namespace

bool allowsSessionVersion(const ClientOptions& options)
{
    return allowsVersion(options, options.session.version());
}

Result<void> checkSession(const ClientOptions& options)
{
    const OpenSslErrorGuard guard;
    const SslSessionPtr session = options.session.parsed();
    if (!session || SSL_SESSION_is_resumable(session.get()) != 1) {
        return unfit(options, Text::tr("The TLS session is damaged."), makeNew(options));
    }
    const int version = SSL_SESSION_get_protocol_version(session.get());
    if (!allowsVersion(options, version)) {
        return unfit(options,
                     Text::tr("The session is one of %1, which this attempt does not allow.")
                         .arg(versionName(version)),
                     isOfFile(options)
                         ? Text::tr("Allow that version, or name another file.")
                         : Text::tr("Allow that version, or connect without the session."));
    }
    if (const QDateTime end = endOf(session.get()); end <= QDateTime::currentDateTimeUtc()) {
        return unfit(options,
                     Text::tr("The session ended at %1 UTC.")
                         .arg(end.toString(QStringLiteral("yyyy-MM-dd hh:mm:ss"))),
                     makeNew(options));
    }
    if (!offersSuite(options, session.get())) {
        return unfit(options,
                     Text::tr("The session was agreed with %1, which this attempt does not offer.")
                         .arg(QString::fromLatin1(
                             SSL_CIPHER_standard_name(SSL_SESSION_get0_cipher(session.get())))),
                     isOfFile(options)
                         ? Text::tr("Offer that suite, or name another file.")
                         : Text::tr("Offer that suite, or connect without the session."));
    }
    const bool unproven = SSL_SESSION_get0_peer(session.get()) == nullptr && !options.psk.isSet();
    if (unproven && options.verify != VerifyMode::None) {
        return unfit(
            options,
            Text::tr("The session holds no certificate of the server that could be checked."),
            Text::tr("Switch verification off for a trusted site, or give the pre-shared key "
                     "that the session was made with."));
    }
    return {};
}

Result<void> loadSession(ClientOptions& options)
{
    if (options.sessionPath.isEmpty()) {
        return {};
    }
    const Result<SavedSession> session = readSessionFile(options.sessionPath);
    if (!session) {
        return fail(session.error());
    }
    options.session = *session;
    return options.session.isEmpty() ? Result<void>() : checkSession(options);
}

} // namespace workbench
