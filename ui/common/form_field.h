#pragma once

#include <QString>
#include <QWidget>

class QLabel;
class QPushButton;

namespace workbench {

/// The widget, with an object name that tests and accessibility tools find it by.
template <typename Widget>
Widget* named(Widget* widget, const char* name)
{
    widget->setObjectName(QLatin1String(name));
    return widget;
}

/// One row of a form: an editor with the message that belongs to it below. The message is also the
/// editor's accessible description.
class FormField : public QWidget
{
    Q_OBJECT

public:
    /// `label` is the caption with a mnemonic; the form places it and the editor gets it as its
    /// accessible name. `hint` stands below the editor while there is no problem.
    FormField(const QString& label, QWidget* editor, const QString& hint = {});

    QString label() const { return m_label; }

    QWidget* editor() const { return m_editor; }

    /// Something that cannot be used, in red. Empty: the value is fine.
    void setProblem(const QString& problem);
    /// Something that is still to be given: the form is not complete, but nobody did anything
    /// wrong.
    void setMissing(const QString& what);
    /// Worth knowing, does not stop anything.
    void setWarning(const QString& warning);
    /// Stands in place of the hint while the value is fine.
    void setNote(const QString& note);
    /// Offers a correction with one button below the message; hidden by an empty text.
    void setOffer(const QString& text);

    bool isFine() const { return m_state == MessageState::Fine; }

    QString message() const; ///< what stands below the editor now

Q_SIGNALS:
    void offerTaken();

private:
    enum class MessageState
    {
        Fine,
        Missing,
        Wrong
    };
    enum class Look
    {
        Hint,
        Warning,
        Problem
    };
    void showMessage(const QString& text, Look look);

    QString m_label;
    QString m_hint;
    QWidget* m_editor;
    QLabel* m_icon;
    QLabel* m_message;
    QPushButton* m_offer;
    MessageState m_state = MessageState::Fine;
};

} // namespace workbench
