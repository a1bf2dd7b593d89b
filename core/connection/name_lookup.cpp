#include "core/connection/name_lookup.h"

#include <QCoreApplication>
#include <QThreadPool>
#include <QUrl>

#include <algorithm>
#include <cstring>
#include <mutex>
#include <utility>
#include <vector>

#ifdef Q_OS_WIN
#include <ws2tcpip.h>
#else
#include <netdb.h>
#include <sys/socket.h>
#endif

namespace workbench {
namespace {

/// The system's answer in plain values: nothing of Qt goes from thread to thread.
struct Answer
{
    bool meansThisComputer = false; ///< nobody was asked
    int error = 0;
    std::vector<sockaddr_storage> addresses;
};

Answer lookUp(const QByteArray& name)
{
    addrinfo hints {};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_ADDRCONFIG;
    addrinfo* list = nullptr;
    Answer answer;
    answer.error = getaddrinfo(name.constData(), nullptr, &hints, &list);
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

/// RFC 6761, 6.3: localhost and what is below it are this computer, and no name server is asked:
/// where /etc/hosts does not know the name, that would take seconds and fail.
bool meansThisComputer(const QString& ascii)
{
    const QString name = ascii.endsWith(QLatin1Char('.')) ? ascii.chopped(1) : ascii;
    return name.compare(QLatin1String("localhost"), Qt::CaseInsensitive) == 0
        || name.endsWith(QLatin1String(".localhost"), Qt::CaseInsensitive);
}

Answer ask(const QByteArray& name)
{
    if (meansThisComputer(QString::fromLatin1(name))) {
        return {.meansThisComputer = true, .addresses = {}};
    }
    return lookUp(name);
}

QString wordsFor(int error)
{
#ifdef Q_OS_WIN
    return QString::fromWCharArray(gai_strerrorW(error));
#else
    return QString::fromLocal8Bit(gai_strerror(error));
#endif
}

FoundAddresses found(const Answer& answer)
{
    FoundAddresses result;
    if (answer.meansThisComputer) {
        result.addresses = {QHostAddress::LocalHost, QHostAddress::LocalHostIPv6};
        return result;
    }
    for (const sockaddr_storage& address : answer.addresses) {
        const QHostAddress one(reinterpret_cast<const sockaddr*>(&address));
        if (!one.isNull() && !result.addresses.contains(one)) {
            result.addresses.append(one);
        }
    }
    if (result.addresses.isEmpty()) {
        result.error = answer.error != 0
            ? wordsFor(answer.error)
            : QCoreApplication::translate("NameLookup", "The name has no address.");
    }
    return result;
}

/// Never destroyed: a name server that does not answer must not hold up the end of the program.
QThreadPool& pool()
{
    static auto* const threads = [] {
        constexpr int kAtOnce = 32; // each mostly waits
        auto* made = new QThreadPool;
        made->setMaxThreadCount(kAtOnce);
        return made;
    }();
    return *threads;
}

} // namespace

/// Shared by the two threads; whoever comes last lets it go.
struct NameLookup::Task
{
    std::mutex mutex;
    QObject* receiver = nullptr; ///< null: cancelled
    Done done; ///< touched in the receiver's thread only
};

void NameLookup::start(const QString& host, QObject* receiver, Done done)
{
    cancel();
    m_task = std::make_shared<Task>();
    m_task->receiver = receiver;
    m_task->done = std::move(done);
    pool().start([task = m_task, name = QUrl::toAce(host)] {
        const auto answer = std::make_shared<Answer>(ask(name));
        const std::scoped_lock lock(task->mutex);
        if (task->receiver == nullptr) {
            return;
        }
        QMetaObject::invokeMethod(
            task->receiver,
            [task, answer] {
                const Done call = std::exchange(task->done, {});
                if (call) {
                    call(found(*answer));
                }
            },
            Qt::QueuedConnection);
    });
}

void NameLookup::cancel()
{
    if (!m_task) {
        return;
    }
    m_task->done = {};
    const std::scoped_lock lock(m_task->mutex);
    m_task->receiver = nullptr;
}

} // namespace workbench
