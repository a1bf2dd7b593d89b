#pragma once

#include "core/workbench/secret_storage.h"

#include <QObject>
#include <QThread>

#include <atomic>

namespace workbench {

/// The desktop's storage for secrets through QtKeychain: GNOME Keyring and whatever else speaks the
/// Secret Service, KWallet, the key chain of macOS, the credentials of Windows. Works in a thread
/// of its own, since some of these are asked with calls that wait.
class KeychainStorage final : public QObject, public SecretStorage
{
    Q_OBJECT

public:
    /// Begins to find out whether there is one.
    KeychainStorage();
    ~KeychainStorage() override; ///< what was not answered yet is never answered

    bool isAvailable() const override { return m_available; }

    void read(const QString& id, const Found& found) override;
    void write(const QString& id, const SecretBytes& secret, const Done& done) override;
    void remove(const QString& id, const Done& done) override;

private:
    void look();
    template <typename Job, typename Prepare, typename Answer>
    void run(const QString& id, Prepare prepare, Answer answer);

    QThread m_thread;
    QObject* m_worker; ///< lives in `m_thread`
    std::atomic<bool> m_available = false;
};

} // namespace workbench
