#pragma once

#include "core/workbench/profiles.h"
#include "ui/common/form_dialog.h"
#include "ui/common/window_context.h"

class QComboBox;
class QLineEdit;

namespace workbench {

/// Writes an entry as PEM to a file: the certificate, its chain, its key, or all of it.
class ExportDialog : public FormDialog
{
    Q_OBJECT

public:
    ExportDialog(const WindowContext& context, const StoreEntry& entry, QWidget* parent = nullptr);

protected:
    void apply() override;

private:
    enum class What
    {
        Certificate,
        Chain,
        Everything,
        Key
    };

    What what() const;
    bool withKey() const;
    void checkWhat();
    void checkPath();
    void browse();
    Result<void> write(const PasswordSource& source) const;
    Result<QByteArray> content(const KeyMaterial& material) const;

    WindowContext m_context;
    StoreEntry m_entry;
    QComboBox* m_what;
    QLineEdit* m_password;
    QLineEdit* m_path;
    FormField* m_whatField;
    FormField* m_passwordField;
    FormField* m_pathField;
};

} // namespace workbench
