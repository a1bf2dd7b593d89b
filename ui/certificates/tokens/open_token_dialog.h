#pragma once

#include "core/certificates/tokens/token.h"
#include "ui/common/form_dialog.h"

class QComboBox;
class QListWidget;

namespace workbench {

class FormField;

/// Chooses a PKCS#11 token: among those of the modules that are registered on this computer, or in
/// a module file. Tokens are looked for off the GUI thread.
class OpenTokenDialog : public FormDialog
{
    Q_OBJECT

public:
    explicit OpenTokenDialog(QWidget* parent = nullptr);

Q_SIGNALS:
    void chosen(const QString& uri);

protected:
    void apply() override;

private:
    void chooseFile();
    void search();

    /// What a search has come to.
    struct Answer
    {
        Result<QList<TokenFacts>> tokens;
        QList<Error> faults; ///< modules that cannot be used
    };

    void showTokens(const Answer& answer);
    void check();
    QString module() const; ///< empty: the registered ones

    QComboBox* m_module;
    QListWidget* m_tokens;
    FormField* m_moduleField;
    FormField* m_tokensField;
    QList<TokenFacts> m_found;
    QString m_problem; ///< of the module
    QString m_warning; ///< of one among several modules
    int m_searches = 0; ///< so many were begun
    int m_searched = 0; ///< of the modules: whose tokens are shown
    bool m_searching = false;
};

} // namespace workbench
