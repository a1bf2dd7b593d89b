#include "ui/certificates/import_reader.h"

#include "core/base/atomic_file.h"
#include "core/certificates/import_plan.h"
#include "ui/certificates/password_dialog.h"
#include "ui/common/background.h"
#include "ui/common/form_field.h"
#include "ui/common/text.h"

#include <QCheckBox>
#include <QFileInfo>

namespace workbench {

namespace {

Result<ImportContent> readSource(const ImportSource& source, const QByteArray& password)
{
    const Result<QByteArray> bytes = source.path.isEmpty() ? Result<QByteArray>(source.bytes)
                                                           : readFile(source.path, kLargestImport);
    return bytes ? readImport(*bytes, password, source.origin) : fail(bytes.error());
}

} // namespace

ImportReader::ImportReader(const QList<ImportSource>& sources, QWidget* window, QObject* parent)
    : QObject(parent)
    , m_window(window)
    , m_sources(sources)
    , m_several(sources.size() > 1)
{ }

void ImportReader::start()
{
    readNext();
}

void ImportReader::readNext()
{
    if (m_sources.isEmpty()) {
        Q_EMIT finished(m_files);
        return;
    }
    m_password = {}; // most files have none
    m_staysProtected = false;
    read();
}

void ImportReader::read()
{
    Q_EMIT reading();
    inBackground(
        this,
        [source = m_sources.first(), password = m_password] {
            return readSource(source, password.bytes());
        },
        [this](const Result<ImportContent>& content) { receive(content); });
}

void ImportReader::receive(const Result<ImportContent>& content)
{
    if (!content && asksForPassword(content.error())) {
        ask(content.error());
        return;
    }
    const ImportSource source = m_sources.takeFirst();
    m_files.append({.origin = source.origin,
                    .wish = source.wish,
                    .content = content,
                    .keyPassword = m_staysProtected ? m_password : SecretBytes()});
    readNext();
}

void ImportReader::ask(const Error& error)
{
    Q_EMIT asking();
    const QString reason = error.code == ErrorCode::WrongPassword ? errorText(error) : QString();
    auto* keep = named(new QCheckBox(tr("&Keep the key under this password")), "importProtect");
    keep->setToolTip(
        tr("Else its private key is kept in clear, in a file that only you can read."));
    keep->setChecked(m_staysProtected);
    auto* row = new FormField(tr("In the store"), keep);
    keep->setAccessibleName(withoutMnemonic(keep->text()));
    auto* dialog = new PasswordDialog(PasswordDialog::Of::File,
                                      QFileInfo(m_sources.first().origin).fileName(),
                                      reason,
                                      m_window,
                                      {row});
    if (m_several) {
        dialog->offerSkipping();
    }
    connect(dialog, &QDialog::accepted, this, [this, dialog, keep] {
        m_password = SecretBytes(dialog->password());
        m_staysProtected = keep->isChecked();
        read();
    });
    connect(dialog, &QDialog::rejected, this, [this] {
        receive(fail({.code = ErrorCode::Cancelled,
                      .message = tr("No password was given."),
                      .where = m_sources.first().origin}));
    });
    dialog->open();
}

} // namespace workbench
