#pragma once

#include "core/certificates/certificate_export.h"
#include "core/workbench/profiles.h"
#include "ui/common/form_dialog.h"
#include "ui/common/window_context.h"

class QComboBox;
class QLineEdit;

namespace workbench {

/// Writes an entry to a file: the certificate, its chain, its key, or all of it, in a form that
/// holds that part.
class ExportDialog : public FormDialog
{
    Q_OBJECT

public:
    ExportDialog(const WindowContext& context, const StoreEntry& entry, QWidget* parent = nullptr);

protected:
    void apply() override;

private:
    ExportPart part() const;
    ExportForm form() const;
    /// Whether something secret is in the file, which a password may protect.
    bool isSecret() const;

    bool hasKey() const { return m_entry.hasPrivateKey && !m_entry.keyOnToken; }

    void checkWhat();
    void checkForm();
    void checkPath();
    void checkPassword();
    void followForm();
    void browse();
    Result<void> write(const PasswordSource& source) const;

    WindowContext m_context;
    StoreEntry m_entry;
    QComboBox* m_what;
    QComboBox* m_form;
    QLineEdit* m_password;
    QLineEdit* m_path;
    FormField* m_whatField;
    FormField* m_formField;
    FormField* m_passwordField;
    FormField* m_pathField;
};

} // namespace workbench
