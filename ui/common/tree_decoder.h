#pragma once

#include "core/wire/field.h"

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>

namespace workbench {

/// Decodes what is looked at: small messages at once, large ones in another thread.
class TreeDecoder : public QObject
{
    Q_OBJECT

public:
    using Tree = std::shared_ptr<const wire::FieldTree>;

    explicit TreeDecoder(QObject* parent = nullptr);
    ~TreeDecoder() override;

    /// The tree that `decode` makes of `size` bytes. Null while it is made elsewhere: decoded()
    /// follows, unless something else is asked for before. `decode` owns what it reads.
    Tree decode(qsizetype size, std::function<wire::FieldTree()> decode);

    /// What is under way is of no interest any more.
    void forget() { ++m_asked; }

Q_SIGNALS:
    void decoded(std::shared_ptr<const workbench::wire::FieldTree> tree);

private:
    void take(quint64 asked, Tree tree);

    quint64 m_asked = 0;
    QThreadPool m_pool;
};

} // namespace workbench
