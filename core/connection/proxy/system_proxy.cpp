#include "core/connection/proxy/system_proxy.h"

#include "core/connection/proxy/proxy_credentials.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <QUrl>

#include <mutex>
#include <utility>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(SystemProxy)
};

ProxyKind kindOf(const QNetworkProxy& proxy)
{
    switch (proxy.type()) {
    case QNetworkProxy::HttpProxy:
    case QNetworkProxy::HttpCachingProxy:
        return ProxyKind::Http;
    case QNetworkProxy::Socks5Proxy:
        return ProxyKind::Socks5;
    default:
        return ProxyKind::None;
    }
}

QList<QNetworkProxy> ask(const QString& host, quint16 port)
{
    QUrl url;
    url.setScheme(QStringLiteral("https"));
    url.setHost(host);
    url.setPort(port);
    return QNetworkProxyFactory::systemProxyForQuery(QNetworkProxyQuery(url));
}

/// Why what the environment says counts for nothing: whoever names a proxy there does not mean to
/// go without. Empty: it says nothing, or can be read. The value is not shown: a password may stand
/// in it.
QString environmentProblem()
{
    // All that Qt and the library behind it understand, in the order in which they look.
    static const QStringList kKinds {QStringLiteral("http"),
                                     QStringLiteral("socks"),
                                     QStringLiteral("socks5"),
                                     QStringLiteral("direct")};
    for (const char* variable : {"https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"}) {
        const QString value = qEnvironmentVariable(variable);
        if (value.isEmpty()) {
            continue;
        }
        const QUrl url(value);
        const bool isAutomatic = url.scheme() == QStringLiteral("wpad")
            || url.scheme().startsWith(QStringLiteral("pac+"));
        const bool isAddress = url.isValid() && kKinds.contains(url.scheme())
            && (!url.host().isEmpty() || url.scheme() == QStringLiteral("direct"));
        return isAutomatic || isAddress
            ? QString()
            : Text::tr("The environment variable %1 does not hold the address of a proxy as it is "
                       "understood here: http://host:port or socks5://host:port.")
                  .arg(QLatin1String(variable));
    }
    return {};
}

/// "*" is no proxy for anybody, as curl has it; what Qt asks takes it for the name of a host.
bool isForNobody()
{
    const char* const variable = qEnvironmentVariableIsSet("no_proxy") ? "no_proxy" : "NO_PROXY";
    return qEnvironmentVariable(variable).trimmed() == QStringLiteral("*");
}

SystemProxy lookUp(const QString& host, quint16 port)
{
    if (isForNobody()) {
        return {};
    }
    SystemProxy found = systemProxyFrom(ask(host, port));
    if (!found.choice.isSet() && found.error.isEmpty()) {
        found.error = environmentProblem();
    }
    return found;
}

/// Never destroyed: a script that does not come to its end must not hold up that of the program.
QThreadPool& pool()
{
    static auto* const threads = [] {
        constexpr int kAtOnce = 8; // each mostly waits
        auto* made = new QThreadPool;
        made->setMaxThreadCount(kAtOnce);
        return made;
    }();
    return *threads;
}

} // namespace

SystemProxy systemProxyFrom(const QList<QNetworkProxy>& proposals)
{
    constexpr quint16 kNoPort = 65535; // what Qt makes of an address without one
    for (const QNetworkProxy& proposal : proposals) {
        if (proposal.type() == QNetworkProxy::NoProxy
            || proposal.type() == QNetworkProxy::DefaultProxy) {
            return {};
        }
        const ProxyKind kind = kindOf(proposal);
        if (kind == ProxyKind::None) {
            continue;
        }
        SystemProxy found;
        found.choice = {kind, proposal.hostName(), proposal.port(), proposal.user()};
        if (!proposal.password().isEmpty()) {
            found.password = SecretBytes(proposal.password().toUtf8());
        }
        if (found.choice.host.isEmpty() || found.choice.port == 0 || found.choice.port == kNoPort) {
            found.error = Text::tr("The system's settings name a proxy without host or port.");
        }
        return found;
    }
    return {};
}

SystemProxy withCredentials(SystemProxy found, const ProxyCredentials& given)
{
    const ProxyChoice& choice = found.choice;
    const bool isNothing = given.user.isEmpty() && given.password.isEmpty();
    if (!choice.isSet() || !found.error.isEmpty() || isNothing) {
        return found;
    }
    const bool isTheirs = given.user.isEmpty() || given.user == choice.user;
    if (!isTheirs || !given.password.isEmpty()) {
        found.password = given.password;
    }
    found.choice.user = isTheirs ? choice.user : given.user;
    if (choice.user.isEmpty()) {
        found.error = Text::tr(
            "There is a password for the proxy, and the system's settings name no user for it.");
    } else if (choice.kind == ProxyKind::Http && choice.user.contains(QLatin1Char(':'))) {
        found.error = Text::tr("The system's settings name an HTTP proxy, and a user of one cannot "
                               "have a colon in the name.");
    }
    return found;
}

/// Shared by the two threads; whoever comes last lets it go.
struct SystemProxyLookup::Task
{
    std::mutex mutex;
    QObject* receiver = nullptr; ///< null: cancelled
    Done done; ///< touched in the receiver's thread only
};

void SystemProxyLookup::start(const QString& host, quint16 port, QObject* receiver, Done done)
{
    cancel();
    m_task = std::make_shared<Task>();
    m_task->receiver = receiver;
    m_task->done = std::move(done);
    pool().start([task = m_task, host, port] {
        const auto found = std::make_shared<SystemProxy>(lookUp(host, port));
        const std::scoped_lock lock(task->mutex);
        if (task->receiver == nullptr) {
            return;
        }
        QMetaObject::invokeMethod(
            task->receiver,
            [task, found] {
                const Done call = std::exchange(task->done, {});
                if (call) {
                    call(*found);
                }
            },
            Qt::QueuedConnection);
    });
}

void SystemProxyLookup::cancel()
{
    if (!m_task) {
        return;
    }
    m_task->done = {};
    const std::scoped_lock lock(m_task->mutex);
    m_task->receiver = nullptr;
}

} // namespace workbench
