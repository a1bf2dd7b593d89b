#pragma once

#include <QList>
#include <QStringList>
#include <QWidget>

#include <optional>

class QCheckBox;
class QLineEdit;

namespace workbench {

/// A choice of words, each a check box; or what is usual for the kind.
class UsageEditor : public QWidget
{
    Q_OBJECT

public:
    /// `others`: the placeholder of a line for words that have no box; empty: no such line.
    UsageEditor(const QString& name,
                const QStringList& words,
                const QString& others,
                QWidget* parent = nullptr);

    std::optional<QStringList> words() const; ///< nothing: as usual
    void setWords(const std::optional<QStringList>& words);

Q_SIGNALS:
    void changed();

private:
    void update();

    QCheckBox* m_usual;
    QList<QCheckBox*> m_boxes;
    QLineEdit* m_others = nullptr;
};

} // namespace workbench
