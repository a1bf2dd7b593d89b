#pragma once

#include "core/base/secret_bytes.h"
#include "core/workbench/secret_storage.h"

#include <QList>
#include <QObject>
#include <QTimer>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>

namespace workbench {

/// How long a passphrase is kept in memory once it was typed.
enum class KeepTime
{
    Never,
    FiveMinutes,
    OneHour,
    UntilEnd ///< of the program
};

QList<KeepTime> allKeepTimes(); ///< from short to long
const char* toIdentifier(KeepTime time); ///< "never", "5min", "1h", "until-end"
std::optional<KeepTime> keepTimeFrom(const QString& identifier);

/// The passphrases of private keys that a person has typed, in memory for as long as the person
/// chose, then overwritten. Keys are told apart by the SHA-256 of their SubjectPublicKeyInfo, so
/// that renaming or renewing an entry does not matter. Lives in the GUI thread.
class PassphraseKeeper : public QObject
{
    Q_OBJECT

public:
    /// Time since some moment, also while the computer sleeps.
    using Clock = std::function<std::chrono::milliseconds()>;

    explicit PassphraseKeeper(QObject* parent = nullptr);
    ~PassphraseKeeper() override; ///< overwrites all

    /// For tests; what is kept counts from then on by this clock.
    void setClock(Clock clock) { m_clock = std::move(clock); }

    /// In place of the one before. Never: the one before is forgotten.
    void keep(const QByteArray& spkiSha256, const SecretBytes& passphrase, KeepTime time);

    /// A copy of the kept passphrase; empty: none is kept, or no longer.
    QByteArray find(const QByteArray& spkiSha256);

    void forget(const QByteArray& spkiSha256);
    void forgetAll();
    /// Overwrites those whose time is over; happens by itself then, too.
    void forgetExpired();

    int count() const { return static_cast<int>(m_kept.size()); }

    /// Where passphrases can be kept beyond the end of the program; null: nowhere.
    SecretStorage* storage() const { return m_storage.get(); }

    void setStorage(std::unique_ptr<SecretStorage> storage) { m_storage = std::move(storage); }

    /// How long it may take before the person is asked beside it. It may be about to ask the person
    /// itself; a dialog of ours in front of that would only confuse.
    std::chrono::milliseconds storagePatience() const { return m_storagePatience; }

    /// For tests.
    void setStoragePatience(std::chrono::milliseconds patience) { m_storagePatience = patience; }

Q_SIGNALS:
    void countChanged();

private:
    struct Kept
    {
        SecretBytes passphrase;
        std::optional<std::chrono::milliseconds> until; ///< nothing: the end of the program
    };

    void waitForNext();

    Clock m_clock;
    std::map<QByteArray, Kept> m_kept;
    QTimer m_timer;
    std::unique_ptr<SecretStorage> m_storage;
    std::chrono::milliseconds m_storagePatience {2'000};
};

/// How the passphrase of a key is called in the desktop's storage.
QString storageId(const QByteArray& spkiSha256);

} // namespace workbench
