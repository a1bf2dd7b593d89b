#include "ui/certificates/password_asker.h"

#include "core/base/secret_bytes.h"
#include "ui/certificates/password_dialog.h"
#include "ui/common/background.h"
#include "ui/common/text.h"

#include <QCoreApplication>
#include <QHash>
#include <QPointer>

#include <memory>

namespace workbench {

namespace {

/// One run of withPasswords(); the dialog and this object keep each other alive until it is over.
struct Run : std::enable_shared_from_this<Run>
{
    QPointer<QWidget> parent;
    std::function<Result<void>(const PasswordSource&)> attempt;
    std::function<void(const Result<void>&)> finished;
    QHash<QString, SecretBytes> passwords;
    QString lastAsked;

    void tryIt()
    {
        // Nothing else touches the passwords until it is over.
        inBackground(
            parent,
            [self = shared_from_this()] { return self->outcome(); },
            [self = shared_from_this()](const Result<void>& outcome) { self->take(outcome); });
    }

    Result<void> outcome()
    {
        return attempt([this](const QString& entry) {
            lastAsked = entry;
            return passwords.value(entry).copy();
        });
    }

    void take(const Result<void>& outcome)
    {
        if (!outcome && asksForPassword(outcome.error())) {
            ask(outcome.error());
        } else {
            finished(outcome);
        }
    }

    void ask(const Error& error)
    {
        const QString reason
            = error.code == ErrorCode::WrongPassword ? errorText(error) : QString();
        auto* dialog = new PasswordDialog(PasswordDialog::Of::File, lastAsked, reason, parent);
        const std::shared_ptr<Run> self = shared_from_this();
        QObject::connect(dialog, &QDialog::accepted, dialog, [self, dialog] {
            self->passwords[self->lastAsked] = SecretBytes(dialog->password());
            self->tryIt();
        });
        QObject::connect(dialog, &QDialog::rejected, dialog, [self] {
            self->finished(fail(
                {.code = ErrorCode::Cancelled,
                 .message = QCoreApplication::translate("PasswordAsker", "No password was given."),
                 .where = self->lastAsked}));
        });
        dialog->open();
    }
};

} // namespace

void withPasswords(QWidget* parent,
                   const std::function<Result<void>(const PasswordSource&)>& attempt,
                   const std::function<void(const Result<void>&)>& finished)
{
    const auto run = std::make_shared<Run>();
    run->parent = parent;
    run->attempt = attempt;
    run->finished = finished;
    run->tryIt();
}

} // namespace workbench
