#include "ui/certificates/password_asker.h"

#include "core/base/wipe.h"
#include "ui/certificates/password_dialog.h"
#include "ui/common/background.h"
#include "ui/common/text.h"

#include <QCoreApplication>

namespace workbench {

namespace {

/// One run of withPasswords(); the dialog and this object keep each other alive until it is over.
struct Run : std::enable_shared_from_this<Run>
{
    QPointer<QWidget> parent;
    std::function<Result<void>(const PasswordSource&)> attempt;
    std::function<void(const Result<void>&)> finished;
    QHash<QString, QByteArray> passwords;
    QString lastAsked;
    bool isInBackground = false;

    ~Run()
    {
        for (QByteArray& password : passwords) {
            wipe(password);
        }
    }

    void tryIt()
    {
        if (isInBackground) {
            // Nothing else touches the passwords until it is over.
            inBackground(
                parent,
                [self = shared_from_this()] { return self->outcome(); },
                [self = shared_from_this()](const Result<void>& outcome) { self->take(outcome); });
        } else {
            take(outcome());
        }
    }

    Result<void> outcome()
    {
        return attempt([this](const QString& entry) {
            lastAsked = entry;
            return passwords.value(entry);
        });
    }

    void take(const Result<void>& outcome)
    {
        const bool asks = !outcome
            && (outcome.error().code == ErrorCode::PasswordNeeded
                || outcome.error().code == ErrorCode::WrongPassword);
        if (asks) {
            ask(outcome.error());
        } else {
            finished(outcome);
        }
    }

    void ask(const Error& error)
    {
        const QString reason
            = error.code == ErrorCode::WrongPassword ? errorText(error) : QString();
        auto* dialog = new PasswordDialog(lastAsked, reason, parent);
        const std::shared_ptr<Run> self = shared_from_this();
        QObject::connect(dialog, &QDialog::accepted, dialog, [self, dialog] {
            wipe(self->passwords[self->lastAsked]); // the wrong one
            self->passwords[self->lastAsked] = dialog->password();
            self->tryIt();
        });
        QObject::connect(dialog, &QDialog::rejected, dialog, [self] {
            self->finished(
                fail({ErrorCode::Cancelled,
                      QCoreApplication::translate("PasswordAsker", "No password was given."),
                      {},
                      self->lastAsked,
                      0,
                      {}}));
        });
        dialog->open();
    }
};

void start(QWidget* parent,
           const std::function<Result<void>(const PasswordSource&)>& attempt,
           const std::function<void(const Result<void>&)>& finished,
           bool isInBackground)
{
    const auto run = std::make_shared<Run>();
    run->parent = parent;
    run->attempt = attempt;
    run->finished = finished;
    run->isInBackground = isInBackground;
    run->tryIt();
}

} // namespace

void withPasswords(QWidget* parent,
                   const std::function<Result<void>(const PasswordSource&)>& attempt,
                   const std::function<void(const Result<void>&)>& finished)
{
    start(parent, attempt, finished, false);
}

void withPasswordsInBackground(QWidget* parent,
                               const std::function<Result<void>(const PasswordSource&)>& attempt,
                               const std::function<void(const Result<void>&)>& finished)
{
    start(parent, attempt, finished, true);
}

} // namespace workbench
