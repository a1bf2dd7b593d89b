#pragma once

#include <QObject>
#include <QThreadPool>

#include <functional>
#include <memory>
#include <utility>

namespace workbench {

/// The threads in which tokens are asked. A token may take any time to answer, so nothing else runs
/// in them, and nobody waits for them: not at the end of the program either.
QThreadPool& tokenThreads();

/// Who hears what a token has said: in the thread of its owner, and only as long as that one is
/// there.
class TokenListener : public QObject
{
public:
    /// What the threads hold of it.
    class Line;

    explicit TokenListener(QObject* owner);
    ~TokenListener() override;

    std::shared_ptr<Line> line() const { return m_line; }

    /// Calls once in the owner's thread, where it is still there. Any thread.
    static void tell(const std::shared_ptr<Line>& line, std::function<void()> call);

private:
    std::shared_ptr<Line> m_line;
};

/// Runs `work` where tokens are asked, then `done` with its result in the owner's thread, unless
/// the owner is gone by then. `work` gets everything by value. Call in the owner's thread.
template <typename Work, typename Done>
void inTokenThread(QObject* owner, Work work, Done done)
{
    const auto* listener = new TokenListener(owner);
    tokenThreads().start([line = listener->line(), work = std::move(work), done = std::move(done)] {
        auto result = work();
        TokenListener::tell(line, [done, result = std::move(result)] { done(result); });
    });
}

} // namespace workbench
