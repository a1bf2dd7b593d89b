#pragma once

#include "ui/common/form_field.h"

#include <QList>
#include <QObject>

class QCheckBox;
class QLineEdit;

namespace workbench {

/// Rows of a dialog that belong together: one part of what it edits. The usual rows stand in front,
/// the rest in a group of its own that opens. FormDialog::addGroups() places them.
class FormGroup : public QObject
{
    Q_OBJECT

public:
    /// A row with a caption, or a widget across both columns; the other is null.
    struct Row
    {
        FormField* field;
        QWidget* wide;
    };

    /// A row that shows the errors of core whose `where` is this word.
    struct ErrorRow
    {
        QString where;
        FormField* field;
    };

    /// `name`: object name of the group that opens; without one, every row stands in front.
    explicit FormGroup(QObject* parent, QString name = {}, QString title = {});

    const QString& name() const { return m_name; }

    const QString& title() const { return m_title; }

    // In their order; the dialog places them.
    const QList<Row>& frontRows() const { return m_frontRows; }

    const QList<Row>& rows() const { return m_rows; }

    const QList<ErrorRow>& errorRows() const { return m_errorRows; }

    /// Says beside each row what is wrong with it.
    virtual void check() { }

Q_SIGNALS:
    void changed(); ///< the rows are to be checked again
    void grown(); ///< something has appeared that needs room

protected:
    /// `where`: of the errors that the row shows; empty: of none.
    FormField* addFrontField(FormField* field, const char* where = "");
    FormField* addField(FormField* field, const char* where = "");
    void addFrontWide(QWidget* widget);
    void addWide(QWidget* widget);

    /// Editors that report their changes.
    QLineEdit* line(const char* name, const QString& placeholder = {}) const;
    /// `explanation`: stands in its tool tip; empty: the row that it is the editor of has one.
    QCheckBox* box(const char* name, const QString& text, const QString& explanation = {}) const;

    /// The editor, with an explanation that there is no room for below it.
    template <typename Editor>
    static Editor* explained(Editor* editor, const QString& explanation)
    {
        editor->setToolTip(explanation);
        return editor;
    }

    /// What stands in a line for a number that 0 means nothing for.
    static QString numberOrNothing(int number);

private:
    void showErrorsOf(const char* where, FormField* field);

    QString m_name;
    QString m_title;
    QList<Row> m_frontRows;
    QList<Row> m_rows;
    QList<ErrorRow> m_errorRows;
};

} // namespace workbench
