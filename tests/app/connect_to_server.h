#pragma once

#include "core/connection/tls_server.h"
#include "tests/app/program_run.h"
#include "tests/support/test_pki.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QTest>

#include <memory>

namespace workbench::tests {

/// A test of `connect` with a server of its own: the program runs beside this thread, where the
/// server answers it. Home folder, authority and server live as long as the test.
class ConnectToServer : public QObject
{
protected:
    /// Begins a server in place of the one before.
    void serve(ServerOptions options = {})
    {
        options.name = QStringLiteral("server");
        options.certificates = {m_pki.server()};
        m_server = std::make_unique<TlsServer>(options);
        m_reached = 0;
        connect(m_server.get(), &TlsServer::connectionFinished, this, [this] { ++m_reached; });
        QVERIFY(m_server->start());
    }

    /// A connection to it that trusts the store; the second one is the target.
    QStringList arguments(const QStringList& more) const
    {
        return QStringList {QStringLiteral("connect"),
                            QStringLiteral("localhost:%1").arg(m_server->serverPort()),
                            QStringLiteral("--trust"),
                            QStringLiteral("store")}
        + more;
    }

    ProgramRun connectTo(const QStringList& more) const
    {
        return runProgramBeside(arguments(more), m_home.path());
    }

    QJsonObject document(const QStringList& more) const
    {
        return connectTo(more + QStringList {QStringLiteral("--format"), QStringLiteral("json")})
            .json()
            .object();
    }

    /// Those that were gone through, in their order.
    static QStringList phases(const QJsonObject& document)
    {
        QStringList names;
        const QJsonArray all = document.value("phases").toArray();
        for (const auto& phase : all) {
            if (phase.toObject().value("result").toString() == QStringLiteral("done")) {
                names.append(phase.toObject().value("name").toString());
            }
        }
        return names;
    }

    TestPki m_pki;
    QTemporaryDir m_home;
    std::unique_ptr<TlsServer> m_server;
    int m_reached = 0; ///< connections that came to the server
};

} // namespace workbench::tests
