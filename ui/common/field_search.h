#pragma once

#include "core/wire/field.h"

#include <QObject>
#include <QString>
#include <QTimer>

#include <memory>

namespace workbench {

/// Looks for a text in names and values of fields, a few milliseconds at a time, so that nobody
/// waits for a message of megabytes.
class FieldSearch : public QObject
{
    Q_OBJECT

public:
    explicit FieldSearch(QObject* parent = nullptr);

    /// Looks at the field `from` first, then onwards (or backwards) and around. Case does not
    /// matter. Answers with found() or notFound(), at once where the tree is small.
    void start(std::shared_ptr<const wire::FieldTree> tree,
               const QString& text,
               std::uint32_t from,
               bool forward);
    void stop();

Q_SIGNALS:
    /// `wrapped`: beyond the end of the tree.
    void found(quint32 field, bool wrapped);
    void notFound();

private:
    void step();
    bool matches(wire::Field field) const;

    std::shared_ptr<const wire::FieldTree> m_tree;
    QString m_text;
    std::uint32_t m_from = 0;
    std::uint32_t m_seen = 0; ///< fields that were looked at
    bool m_forward = true;
    QTimer m_timer;
};

} // namespace workbench
