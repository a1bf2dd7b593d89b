#include "app/keychain_storage.h"

#include <QAbstractEventDispatcher>
#include <QDBusConnection>
#include <QDBusConnectionInterface>
#include <qt6keychain/keychain.h>

#include <algorithm>
#include <array>

namespace workbench {
namespace {

QString service()
{
    return QStringLiteral("tls-workbench");
}

ErrorCode codeOf(QKeychain::Error error)
{
    switch (error) {
    case QKeychain::EntryNotFound:
        return ErrorCode::NotFound;
    case QKeychain::AccessDeniedByUser:
    case QKeychain::AccessDenied:
        return ErrorCode::PermissionDenied;
    case QKeychain::NoBackendAvailable:
    case QKeychain::NotImplemented:
        return ErrorCode::NotSupported;
    default:
        return ErrorCode::LibraryFault;
    }
}

QString messageOf(QKeychain::Error error)
{
    switch (codeOf(error)) {
    case ErrorCode::NotFound:
        return KeychainStorage::tr("It has no such passphrase.");
    case ErrorCode::PermissionDenied:
        return KeychainStorage::tr("It was not unlocked.");
    case ErrorCode::NotSupported:
        return KeychainStorage::tr("No such service answers on this computer.");
    default:
        return KeychainStorage::tr("The service reported a fault.");
    }
}

Result<void> outcomeOf(const QKeychain::Job& job)
{
    if (job.error() == QKeychain::NoError) {
        return {};
    }
    return fail({.code = codeOf(job.error()),
                 .message = messageOf(job.error()),
                 .remedy = KeychainStorage::tr("Everything works without it, too."),
                 .nativeCode = static_cast<quint64>(job.error()),
                 .nativeText = job.errorString()});
}

#if defined(Q_OS_UNIX) && !defined(Q_OS_MACOS)
/// Whether the desktop has a service, running or to be started when it is asked.
bool isServiceThere()
{
    constexpr std::array kServices {QLatin1String("org.freedesktop.secrets"),
                                    QLatin1String("org.kde.kwalletd5"),
                                    QLatin1String("org.kde.kwalletd6")};
    // libsecret answers through GLib's event loop, which Qt can be told not to use.
    if (!QAbstractEventDispatcher::instance()->inherits("QEventDispatcherGlib")) {
        return false;
    }
    const QDBusConnection bus = QDBusConnection::sessionBus();
    QDBusConnectionInterface* const interface = bus.interface();
    if (interface == nullptr) {
        return false;
    }
    const QStringList names = interface->registeredServiceNames().value()
        + interface->activatableServiceNames().value();
    return std::any_of(
        kServices.begin(), kServices.end(), [&](QLatin1String one) { return names.contains(one); });
}
#else
bool isServiceThere()
{
    return true;
}
#endif

} // namespace

KeychainStorage::KeychainStorage()
    : m_worker(new QObject)
{
    m_thread.setObjectName(QStringLiteral("keychain"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
    look();
}

KeychainStorage::~KeychainStorage()
{
    m_thread.quit();
    m_thread.wait();
}

void KeychainStorage::look()
{
    QMetaObject::invokeMethod(
        m_worker, [this] { m_available = isServiceThere(); }, Qt::QueuedConnection);
}

template <typename Job, typename Prepare, typename Answer>
void KeychainStorage::run(const QString& id, Prepare prepare, Answer answer)
{
    QMetaObject::invokeMethod(
        m_worker,
        [this, id, prepare, answer] {
            auto* job = new Job(service(), m_worker); // deletes itself when it is through
            job->setKey(id);
            prepare(*job);
            QObject::connect(job, &QKeychain::Job::finished, job, [this, answer, job] {
                QMetaObject::invokeMethod(
                    this, [call = answer(*job)] { call(); }, Qt::QueuedConnection);
            });
            job->start();
        },
        Qt::QueuedConnection);
}

void KeychainStorage::read(const QString& id, const Found& found)
{
    run<QKeychain::ReadPasswordJob>(
        id,
        [](QKeychain::ReadPasswordJob&) {},
        [found](const QKeychain::ReadPasswordJob& job) {
            const Result<SecretBytes> secret
                = outcomeOf(job).map([&job] { return SecretBytes(job.binaryData()); });
            return [found, secret] { found(secret); };
        });
}

void KeychainStorage::write(const QString& id, const SecretBytes& secret, const Done& done)
{
    run<QKeychain::WritePasswordJob>(
        id,
        [secret](QKeychain::WritePasswordJob& job) { job.setBinaryData(secret.copy()); },
        [done](const QKeychain::WritePasswordJob& job) {
            return [done, outcome = outcomeOf(job)] { done(outcome); };
        });
}

void KeychainStorage::remove(const QString& id, const Done& done)
{
    run<QKeychain::DeletePasswordJob>(
        id,
        [](QKeychain::DeletePasswordJob&) {},
        [done](const QKeychain::DeletePasswordJob& job) {
            Result<void> outcome = outcomeOf(job);
            if (!outcome && outcome.error().code == ErrorCode::NotFound) {
                outcome = {};
            }
            return [done, outcome] { done(outcome); };
        });
}

} // namespace workbench
