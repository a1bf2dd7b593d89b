#include "ui/certificates/passphrases/passphrase_asker.h"

#include "core/workbench/workbench.h"
#include "ui/certificates/passphrases/keep_fields.h"
#include "ui/certificates/passphrases/passphrase_settings.h"
#include "ui/certificates/password_dialog.h"
#include "ui/common/text.h"

#include <QCoreApplication>
#include <QPointer>
#include <QSet>
#include <QSettings>
#include <QTimer>

#include <map>
#include <memory>

namespace workbench {
namespace {

struct Text
{
    Q_DECLARE_TR_FUNCTIONS(Passphrase)
};

/// What a person typed for an entry, and what is to become of it.
struct Answer
{
    QString entry;
    QByteArray spkiSha256;
    KeepTime time = KeepTime::Never;
    bool store = false;
};

/// One run of withPassphrases(); dialog, storage and this object keep each other alive until it is
/// over.
struct Run : std::enable_shared_from_this<Run>
{
    QPointer<QWidget> parent;
    WindowContext context;
    std::function<Result<void>(const PasswordSource&)> attempt;
    std::function<void(const Result<void>&)> finished;
    std::map<QString, SecretBytes> typed;
    QString lastAsked;
    std::optional<Answer> unconfirmed;
    QSet<QString> askedStorage;
    QPointer<PasswordDialog> dialog;
    bool isOver = false;

    explicit Run(const WindowContext& window)
        : context(window)
    { }

    QByteArray passphraseOf(const QString& entry)
    {
        lastAsked = entry;
        const auto found = typed.find(entry);
        return found != typed.end() ? found->second.copy()
                                    : context.workbench.keptPassphrase(entry);
    }

    void tryIt()
    {
        lastAsked.clear();
        const Result<void> outcome
            = attempt([this](const QString& entry) { return passphraseOf(entry); });
        const bool asks = !outcome && asksForPassword(outcome.error()) && !lastAsked.isEmpty();
        if (unconfirmed && !lastAsked.isEmpty() && !(asks && lastAsked == unconfirmed->entry)) {
            confirm();
        }
        if (asks) {
            findOrAsk(outcome.error());
        } else {
            end(outcome);
        }
    }

    void end(const Result<void>& outcome)
    {
        isOver = true;
        finished(outcome);
    }

    /// It fits, so it is kept.
    void confirm()
    {
        const Answer answer = *std::exchange(unconfirmed, std::nullopt);
        const SecretBytes passphrase = typed[answer.entry];
        context.workbench.passphrases().keep(answer.spkiSha256, passphrase, answer.time);
        setUsualKeepTime(context.settings, answer.time);
        storePassphrase(context, answer.entry, answer.spkiSha256, passphrase, answer.store);
    }

    void findOrAsk(const Error& error)
    {
        unconfirmed.reset();
        const QByteArray spki = context.workbench.passphraseId(lastAsked);
        if (error.code == ErrorCode::WrongPassword) {
            context.workbench.passphrases().forget(spki);
        }
        SecretStorage* storage = context.workbench.passphrases().storage();
        if (storage != nullptr && storage->isAvailable() && isInStorage(context.settings, spki)
            && !askedStorage.contains(lastAsked)) {
            askedStorage.insert(lastAsked);
            findInStorage(*storage, spki);
        } else {
            ask(spki, error.code == ErrorCode::WrongPassword ? errorText(error) : QString());
        }
    }

    void findInStorage(SecretStorage& storage, const QByteArray& spki)
    {
        const std::shared_ptr<Run> self = shared_from_this();
        storage.read(storageId(spki),
                     [self, spki, entry = lastAsked](const Result<SecretBytes>& found) {
                         if (found) {
                             self->takeFromStorage(entry, *found);
                         } else if (self->waitsFor(entry)) {
                             self->ask(spki,
                                       Text::tr("The desktop's secret storage did not give it: %1")
                                           .arg(errorText(found.error())));
                         }
                     });
        const auto patience = context.workbench.passphrases().storagePatience();
        QTimer::singleShot(patience, parent, [self, spki, entry = lastAsked] {
            if (self->waitsFor(entry)) {
                self->ask(spki, {});
            }
        });
    }

    /// Whether nobody has been asked for it yet but the storage.
    bool waitsFor(const QString& entry) const { return needs(entry) && !dialog; }

    /// False when a person typed it meanwhile, or gave up: the storage may be late by any time.
    bool needs(const QString& entry) const
    {
        return !isOver && parent && lastAsked == entry && !typed.contains(entry);
    }

    void takeFromStorage(const QString& entry, const SecretBytes& passphrase)
    {
        if (!needs(entry)) {
            return;
        }
        typed.insert_or_assign(entry, passphrase);
        if (dialog) {
            dialog->disconnect();
            dialog->close();
        }
        tryIt();
    }

    void ask(const QByteArray& spki, const QString& reason)
    {
        // Whether a peer takes it is known long after this run: a wrong one would stay in the
        // storage.
        const Workbench::Secret secret = Workbench::secretOf(lastAsked);
        const bool isOfKey = secret == Workbench::Secret::KeyPassphrase;
        const auto keep = std::make_shared<KeepFields>(context, spki, isOfKey);
        dialog = new PasswordDialog(isOfKey ? PasswordDialog::Of::Key
                                        : secret == Workbench::Secret::ProxyPassword
                                        ? PasswordDialog::Of::Proxy
                                        : PasswordDialog::Of::PreSharedKey,
                                    lastAsked.section(QStringLiteral("psk://"), -1),
                                    reason,
                                    parent,
                                    keep->rows());
        const std::shared_ptr<Run> self = shared_from_this();
        QObject::connect(dialog, &QDialog::accepted, dialog, [self, keep, spki] {
            self->typed.insert_or_assign(self->lastAsked, SecretBytes(self->dialog->password()));
            self->unconfirmed = Answer {.entry = self->lastAsked,
                                        .spkiSha256 = spki,
                                        .time = keep->time(),
                                        .store = keep->toStorage()};
            self->tryIt();
        });
        QObject::connect(dialog, &QDialog::rejected, dialog, [self, isOfKey] {
            self->end(fail({.code = ErrorCode::Cancelled,
                            .message = isOfKey ? Text::tr("No passphrase was given.")
                                               : Text::tr("No password was given."),
                            .where = self->lastAsked}));
        });
        dialog->open();
    }
};

} // namespace

void withPassphrases(QWidget* parent,
                     const WindowContext& context,
                     const std::function<Result<void>(const PasswordSource&)>& attempt,
                     const std::function<void(const Result<void>&)>& finished)
{
    const auto run = std::make_shared<Run>(context);
    run->parent = parent;
    run->attempt = attempt;
    run->finished = finished;
    run->tryIt();
}

} // namespace workbench
