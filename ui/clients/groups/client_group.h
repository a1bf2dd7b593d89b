#pragma once

#include "core/workbench/client_profile.h"
#include "ui/common/form_field.h"

#include <QList>
#include <QObject>

class QCheckBox;
class QLineEdit;

namespace workbench {

/// Rows of the client's dialog that belong together: one part of a ClientProfile. The usual rows
/// stand in front, the rest in a group of its own that opens.
class ClientGroup : public QObject
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
    explicit ClientGroup(QObject* parent, const QString& name = {}, const QString& title = {});

    const QString& name() const { return m_name; }

    const QString& title() const { return m_title; }

    // In their order; the dialog places them.
    const QList<FormField*>& frontFields() const { return m_frontFields; }

    const QList<Row>& rows() const { return m_rows; }

    const QList<ErrorRow>& errorRows() const { return m_errorRows; }

    /// Fills the rows.
    virtual void show(const ClientProfile& profile) = 0;
    /// Puts what the rows say into the profile; the rest of it stays.
    virtual void read(ClientProfile& profile) const = 0;

    /// Says beside each row what is wrong with it.
    virtual void check() { }

    /// The same in view of what the other groups say; after all of them were checked.
    virtual void checkWhole(const ClientProfile& /*profile*/) { }

Q_SIGNALS:
    void changed(); ///< the rows are to be checked again
    void grown(); ///< something has appeared that needs room

protected:
    /// `where`: of the errors that the row shows; empty: of none.
    FormField* addFrontField(FormField* field, const char* where = "");
    FormField* addField(FormField* field, const char* where = "");
    void addWide(QWidget* widget);

    /// Editors that report their changes.
    QLineEdit* line(const char* name, const QString& placeholder = {});
    QCheckBox* box(const char* name, const QString& text);

    /// What stands in a line for a number that 0 means nothing for.
    static QString numberOrNothing(int number);

private:
    void showErrorsOf(const char* where, FormField* field);

    QString m_name;
    QString m_title;
    QList<FormField*> m_frontFields;
    QList<Row> m_rows;
    QList<ErrorRow> m_errorRows;
};

} // namespace workbench
