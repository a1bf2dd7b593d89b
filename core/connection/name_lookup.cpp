#include "core/connection/name_lookup.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <mutex>
#include <utility>

#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <netdb.h>
#endif

namespace workbench {
namespace {

/// Without AI_ADDRCONFIG: also addresses that this computer has no way to are worth being seen.
ResolverAnswer askSystem(const std::string& name, int family)
{
    addrinfo hints {};
    hints.ai_family = family;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* list = nullptr;
    ResolverAnswer answer;
    answer.error = getaddrinfo(name.c_str(), nullptr, &hints, &list);
    if (answer.error == 0) {
        for (const addrinfo* entry = list; entry != nullptr; entry = entry->ai_next) {
            sockaddr_storage& address = answer.addresses.emplace_back();
            std::memcpy(
                &address, entry->ai_addr, std::min<std::size_t>(sizeof address, entry->ai_addrlen));
        }
        freeaddrinfo(list);
    }
    return answer;
}

QString wordsFor(int error)
{
#ifdef Q_OS_WIN
    return QString::fromWCharArray(gai_strerrorW(error));
#else
    return QString::fromLocal8Bit(gai_strerror(error));
#endif
}

FoundAddresses found(const ResolverAnswer& answer)
{
    FoundAddresses result;
    for (const sockaddr_storage& address : answer.addresses) {
        const QHostAddress one(reinterpret_cast<const sockaddr*>(&address));
        if (!one.isNull() && !result.addresses.contains(one)) {
            result.addresses.append(one);
        }
    }
    if (result.addresses.isEmpty()) {
        result.code = answer.error;
        result.error = answer.error != 0
            ? wordsFor(answer.error)
            : QCoreApplication::translate("NameLookup", "The name has no address.");
    }
    return result;
}

FoundAddresses thisComputer(int family)
{
    return {.addresses = {family == AF_INET6 ? QHostAddress(QHostAddress::LocalHostIPv6)
                                             : QHostAddress(QHostAddress::LocalHost)},
            .code = 0,
            .error = {}};
}

/// Never destroyed: a name server that does not answer must not hold up the end of the program.
QThreadPool& pool()
{
    static auto* const threads = [] {
        auto* made = new QThreadPool;
        made->setMaxThreadCount(NameLookup::kMostAtOnce); // each mostly waits
        return made;
    }();
    return *threads;
}

/// Look-ups that were given up while they ask. Their threads are lent to others meanwhile.
std::atomic<int>& forgotten()
{
    static std::atomic<int> count {0};
    return count;
}

} // namespace

bool meansThisComputer(const QString& host)
{
    const QString name = host.endsWith(QLatin1Char('.')) ? host.chopped(1) : host;
    return name.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0
        || name.endsWith(QLatin1String(".localhost"), Qt::CaseInsensitive);
}

/// Shared by the two threads; whoever comes last lets it go.
struct NameLookup::Task
{
    std::mutex mutex;
    QObject* receiver = nullptr; ///< null: cancelled
    bool asking = false; ///< a thread is at it
    bool threadLent = false; ///< cancelled while asking: its thread counts no longer
    Done done; ///< touched in the receiver's thread only

    bool begin();
    void comeBack();
    void forget();
};

/// False: nobody wants to know any more.
bool NameLookup::Task::begin()
{
    const std::scoped_lock lock(mutex);
    asking = receiver != nullptr;
    return asking;
}

/// With the mutex held.
void NameLookup::Task::comeBack()
{
    asking = false;
    if (std::exchange(threadLent, false)) {
        pool().reserveThread();
        --forgotten();
    }
}

/// With the mutex held.
void NameLookup::Task::forget()
{
    receiver = nullptr;
    if (!asking) {
        return;
    }
    if (++forgotten() > kMostForgotten) {
        --forgotten();
        return;
    }
    threadLent = true;
    pool().releaseThread();
}

void NameLookup::start(
    const QString& host, int family, const NameResolver& resolver, QObject* receiver, Done done)
{
    cancel();
    m_task = std::make_shared<Task>();
    m_task->receiver = receiver;
    m_task->done = std::move(done);
    const auto tell = [task = m_task](const FoundAddresses& addresses) {
        if (const Done call = std::exchange(task->done, {})) {
            call(addresses);
        }
    };
    const QByteArray ascii = QUrl::toAce(host);
    if (meansThisComputer(QString::fromLatin1(ascii))) {
        QMetaObject::invokeMethod(
            receiver, [tell, family] { tell(thisComputer(family)); }, Qt::QueuedConnection);
        return;
    }
    pool().start([task = m_task,
                  tell,
                  name = ascii.toStdString(),
                  family,
                  ask = resolver ? resolver : NameResolver(askSystem)] {
        if (!task->begin()) {
            return;
        }
        const auto answer = std::make_shared<ResolverAnswer>(ask(name, family));
        const std::scoped_lock lock(task->mutex);
        task->comeBack();
        if (task->receiver != nullptr) {
            QMetaObject::invokeMethod(
                task->receiver, [tell, answer] { tell(found(*answer)); }, Qt::QueuedConnection);
        }
    });
}

void NameLookup::cancel()
{
    if (!m_task) {
        return;
    }
    m_task->done = {};
    const std::scoped_lock lock(m_task->mutex);
    if (m_task->receiver != nullptr) {
        m_task->forget();
    }
}

bool NameLookup::isRunning() const
{
    return m_task && m_task->done;
}

bool NameLookup::awaitsTurn() const
{
    if (!isRunning()) {
        return false;
    }
    const std::scoped_lock lock(m_task->mutex);
    return !m_task->asking;
}

} // namespace workbench
