#include "ui/certificates/tokens/token_opening.h"

#include "core/base/secret_bytes.h"
#include "core/certificates/tokens/token.h"
#include "core/certificates/tokens/token_threads.h"
#include "ui/certificates/tokens/pin_dialog.h"

#include <QCoreApplication>
#include <QPointer>

#include <memory>

namespace workbench {
namespace {

/// One run of openTokens(); the dialog and this object keep each other alive until it is over.
struct Run : std::enable_shared_from_this<Run>
{
    QPointer<QWidget> parent;
    QStringList uris;
    std::function<void(const Result<void>&)> finished;

    void next()
    {
        if (uris.isEmpty()) {
            finished({});
        } else if (const Result<TokenUri> uri = parseTokenUri(uris.first()); !uri) {
            finished(fail(uri.error()));
        } else {
            // One that was opened before may have been plugged out since: it is asked, not what is
            // known of it. Where it is open, no PIN is needed.
            open({});
        }
    }

    void open(const SecretBytes& pin)
    {
        inTokenThread(
            parent,
            [uri = uris.first(), pin] { return openToken(uri, pin.bytes()); },
            [self = shared_from_this()](const Result<void>& opened) { self->judge(opened); });
    }

    void judge(const Result<void>& opened)
    {
        if (!opened && asksForPassword(opened.error())) {
            ask(opened.error());
        } else if (!opened) {
            finished(opened);
        } else {
            uris.removeFirst();
            next();
        }
    }

    void ask(const Error& answer)
    {
        auto* dialog = new PinDialog(parseTokenUri(uris.first())->token, answer, parent);
        const std::shared_ptr<Run> self = shared_from_this();
        QObject::connect(dialog, &QDialog::accepted, dialog, [self, dialog] {
            self->open(SecretBytes(dialog->pin()));
        });
        QObject::connect(dialog, &QDialog::rejected, dialog, [self] {
            self->finished(fail(
                {.code = ErrorCode::Cancelled,
                 .message = QCoreApplication::translate("TokenOpening", "No PIN was given.")}));
        });
        dialog->open();
    }
};

} // namespace

void openTokens(QWidget* parent,
                const QStringList& certificates,
                const std::function<void(const Result<void>&)>& finished)
{
    const auto run = std::make_shared<Run>();
    run->parent = parent;
    for (const QString& certificate : certificates) {
        if (isTokenUri(certificate)) {
            run->uris.append(certificate);
        }
    }
    run->finished = finished;
    run->next();
}

} // namespace workbench
