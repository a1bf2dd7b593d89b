#pragma once

#include <QWidget>

class QFormLayout;
class QToolButton;

namespace workbench {

class FormField;

/// A group of form rows that opens and folds with its title button.
class CollapsibleGroup : public QWidget
{
    Q_OBJECT

public:
    /// `name` becomes the object name; the button is called "…Button".
    CollapsibleGroup(const QString& name, const QString& title, QWidget* parent = nullptr);

    void addField(FormField* field);
    void addWide(QWidget* widget); ///< across both columns

    bool isOpen() const;
    void setOpen(bool open);

Q_SIGNALS:
    void opened();

private:
    bool m_open = false;
    QToolButton* m_button;
    QWidget* m_body;
    QFormLayout* m_form;
};

/// Label left, field right, as in every form of the program.
void addFieldTo(QFormLayout* form, FormField* field);

} // namespace workbench
