#include "core/workbench/session_memory.h"

#include "core/base/endpoint_text.h"
#include "core/connection/client_repetition.h"
#include "core/connection/session_fit.h"

#include <QCoreApplication>

#include <openssl/x509.h>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SessionMemory)
};

Error noSession(const QString& message, const QString& remedy)
{
    return {.code = ErrorCode::NotFound,
            .message = message,
            .remedy = remedy,
            .where = QStringLiteral("session")};
}

tl::unexpected<Error> otherEnds(const QString& message)
{
    return fail({.code = ErrorCode::InvalidInput,
                 .message = message,
                 .remedy = Text::tr("Connect without it: a new session is made."),
                 .where = QStringLiteral("session")});
}

bool isSame(const std::shared_ptr<X509>& one, const std::shared_ptr<X509>& other)
{
    return one == other || (one && other && X509_cmp(one.get(), other.get()) == 0);
}

} // namespace

SessionMemory::Ends SessionMemory::endsOf(const ClientOptions& options)
{
    const QString host = options.host.isEmpty() ? QStringLiteral("localhost") : options.host;
    return {.target = endpointText(host, options.port),
            .serverName = options.sendServerName ? options.serverName : QStringLiteral("-"),
            .transport = options.transport,
            .certificate = options.credentials.certificate};
}

/// A session goes to the server that it was made with, and to nobody else: others would know this
/// client again by its ticket (RFC 8446 §C.4).
Result<void> SessionMemory::checkSame(const Ends& made, const Ends& now)
{
    if (made.target != now.target) {
        return otherEnds(
            Text::tr("The session was made with %1, not with %2.").arg(made.target, now.target));
    }
    if (made.serverName != now.serverName) {
        return otherEnds(Text::tr("The session was made under another server name."));
    }
    if (made.transport != now.transport) {
        return otherEnds(Text::tr("The session was made over another transport."));
    }
    if (!isSame(made.certificate, now.certificate)) {
        return otherEnds(
            Text::tr("The session was made with another client certificate, by which the "
                     "server would go on to know this client."));
    }
    return {};
}

void SessionMemory::keep(const ClientConnection& connection)
{
    const ClientOptions& options = connection.options();
    if (options.plain || connection.snapshot()->result != ConnectionResult::Established) {
        return;
    }
    const Kept kept {connection.session(), endsOf(options)};
    if (!kept.session.isEmpty() || m_kept.value(options.name).session.isEmpty()) {
        m_kept.insert(options.name, kept);
    }
}

void SessionMemory::rename(const QString& name, const QString& newName)
{
    if (m_kept.contains(name)) {
        m_kept.insert(newName, m_kept.take(name));
    }
}

Result<void> SessionMemory::takeUp(ClientOptions& options) const
{
    const auto kept = m_kept.constFind(options.name);
    if (kept == m_kept.cend()) {
        return fail(
            noSession(Text::tr("“%1” has no session from this run.").arg(options.name),
                      Text::tr("Connect once: what the server gives is kept until the program "
                               "ends.")));
    }
    if (kept->session.isEmpty()) {
        return fail(
            noSession(Text::tr("The server gave “%1” no session that could be taken up again, or "
                               "the connection ended before it came.")
                          .arg(options.name),
                      Text::tr("Let the server give tickets, and in TLS 1.3 leave the connection "
                               "open until one has come.")));
    }
    if (Result<void> same = checkSame(kept->ends, endsOf(options)); !same) {
        return same;
    }
    ClientOptions resuming = options;
    resuming.session = kept->session;
    resuming.sessionPath.clear(); // what does not fit is not told of a file
    Result<void> fits;
    for (const TlsVersionSet& run : versionRuns(options)) {
        resuming.versions = run;
        const Result<void> fit = checkSession(resuming);
        if (fit) {
            options.session = kept->session;
            options.versions = run;
            return {};
        }
        // The run with the session's version knows best why not.
        if (fits || allowsSessionVersion(resuming)) {
            fits = fit;
        }
    }
    return fits.map_error([](Error error) {
        error.where = QStringLiteral("session");
        return error;
    });
}

} // namespace workbench
