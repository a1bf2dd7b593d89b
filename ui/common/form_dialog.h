#pragma once

#include "core/base/result.h"
#include "ui/common/background.h"
#include "ui/common/notifier.h"

#include <QDialog>
#include <QList>
#include <QPointer>

#include <functional>
#include <utility>

class QDialogButtonBox;
class QFormLayout;
class QHBoxLayout;
class QLabel;
class QPushButton;
class QScrollArea;
class QVBoxLayout;

namespace workbench {

class CollapsibleGroup;
class FormField;
class FormGroup;
class MessageBar;

/// A dialog made of form rows that are checked while a person types. The accepting button is
/// enabled only while every row is fine; beside it stands what is still missing. The first row that
/// can be changed has the keyboard, unless the subclass gave it to another. Opened with
/// QDialog::open(): nothing waits for it.
class FormDialog : public QDialog
{
    Q_OBJECT

public:
    /// `name` becomes the object name; the accepting button is called "…Accept", the other
    /// "…Cancel".
    FormDialog(const QString& name,
               const QString& title,
               const QString& acceptText,
               QWidget* parent = nullptr);

    /// Checks every row again.
    void revalidate();

    bool isComplete() const; ///< every row is fine

    /// What core answered: at the row that it names (`Error::where`), else above the form.
    void showError(const Error& error);

protected:
    void showEvent(QShowEvent* event) override;

    void addField(FormField* field);
    void addWide(QWidget* widget);
    CollapsibleGroup* addGroup(const QString& name, const QString& title);
    void addToGroup(CollapsibleGroup* group, FormField* field);

    /// Places the rows of all groups: those in front first, then the groups that open.
    template <typename Group>
    void addGroups(const QList<Group*>& groups)
    {
        for (Group* group : groups) {
            addFront(group);
        }
        for (Group* group : groups) {
            addOpening(group);
        }
    }

    /// Checks the rows of a group when they change, and shows beside them what core answers.
    void watchGroup(FormGroup* group);

    /// Stands left of the buttons, e.g. "Start now".
    void addFooter(QWidget* widget);
    /// Stands right of the form, e.g. a preview; the dialog is so much wider.
    void addSide(QWidget* widget, int width);
    /// Keeps the form at the top; call after the last row.
    void finishForm();

    /// A check that sets the problem of one row; run by revalidate().
    void addCheck(std::function<void()> check) { m_checks.append(std::move(check)); }

    /// Which row shows errors whose `where` is this word.
    void showErrorsOf(const QString& where, FormField* field);

    /// That row; null: none does.
    FormField* rowOf(const QString& where) const;

    /// Called when the accepting button is pressed and everything is fine. Closes the dialog with
    /// accept() or shows what went wrong.
    virtual void apply() = 0;

    QPushButton* acceptButton() const { return m_accept; }

    /// What leaving without accepting is called, with mnemonic.
    void setCancelText(const QString& text);

    MessageBar* messageBar() const { return m_messages; }

    /// The accepting button shows that something is under way.
    void setBusy(bool busy);

    /// Runs `work` in the background, busy meanwhile, then `done` with its result. Closing the
    /// dialog cancels it: what comes out is dropped.
    template <typename Work, typename Done>
    void whileBusy(Work work, Done done)
    {
        setBusy(true);
        inBackground(this, std::move(work), [this, done = std::move(done)](const auto& result) {
            setBusy(false);
            if (isVisible()) {
                done(result);
            }
        });
    }

    /// The same for what cannot be called back, since `work` writes files: what became of it is
    /// told also when the dialog was closed meanwhile. Accepts, or shows what went wrong.
    void carryOut(Notifier& notifier, const std::function<Result<Notice>()>& work);

    /// Makes room for rows that have appeared.
    void growToContent();

private:
    void addFront(const FormGroup* group);
    void addOpening(const FormGroup* group);
    void openGroupOf(const FormField* field);
    void focusFirstField();

    struct NamedField
    {
        QString where;
        FormField* field;
    };

    MessageBar* m_messages;
    QScrollArea* m_scroll;
    QHBoxLayout* m_middle;
    QWidget* m_body;
    QVBoxLayout* m_column;
    QFormLayout* m_form;
    QLabel* m_missing;
    QVBoxLayout* m_outer;
    QDialogButtonBox* m_buttons;
    QPushButton* m_accept;
    QList<FormField*> m_fields;
    QList<NamedField> m_named;
    QList<std::function<void()>> m_checks;
    bool m_busy = false;
    QPointer<QWidget> m_focusBefore; ///< had the keyboard when it became busy
};

} // namespace workbench
