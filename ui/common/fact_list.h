#pragma once

#include <QList>
#include <QPair>
#include <QWidget>

class QGridLayout;
class QLabel;

namespace workbench {

/// A name and what there is to say about it.
using Fact = QPair<QString, QString>;

/// Names and values below each other under a heading; values can be selected and copied. Hidden
/// rows: those with an empty value.
class FactList : public QWidget
{
    Q_OBJECT

public:
    FactList(const QString& name, const QString& heading, QWidget* parent = nullptr);

    void setFacts(const QList<Fact>& facts);

    /// The value shown for a name; empty when there is none.
    QString value(const QString& name) const;

protected:
    void changeEvent(QEvent* event) override;

private:
    void addRow();
    void colourNames();

    struct Row
    {
        QLabel* name;
        QLabel* value;
    };

    QGridLayout* m_grid;
    QList<Row> m_rows;
    QList<Fact> m_facts;
};

} // namespace workbench
