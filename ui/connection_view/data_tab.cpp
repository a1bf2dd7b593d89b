#include "ui/connection_view/data_tab.h"

#include "core/base/hex.h"
#include "core/connection/canned_requests.h"
#include "core/connection/options/explicit_tls_choice.h"
#include "ui/common/hex_layout.h"
#include "ui/common/text.h"
#include "ui/common/theme.h"
#include "ui/common/themed_icon.h"
#include "ui/connection_view/file_row.h"

#include <QComboBox>
#include <QFontDatabase>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPlainTextEdit>
#include <QPushButton>

#include <algorithm>

namespace workbench {

namespace {

constexpr int kHex = 1;
/// So much is shown; a text field with much more answers no key in time. The rest is in the file
/// that saving makes.
constexpr qint64 kMostShownBytes = 512LL << 10;

QPushButton* button(const char* name, const QString& text, const QString& tip)
{
    auto* made = new QPushButton(text);
    made->setObjectName(QLatin1String(name));
    made->setToolTip(tip);
    return made;
}

QComboBox* combo(const QString& name, const QString& accessible, const QStringList& items)
{
    auto* box = new QComboBox;
    box->setObjectName(name);
    box->setAccessibleName(accessible);
    box->setToolTip(accessible);
    box->addItems(items);
    return box;
}

} // namespace

DataTab::DataTab(QWidget* parent)
    : ConnectionTab(parent)
    , m_view(combo(QStringLiteral("dataView"), tr("Show data as"), {tr("Text"), tr("Hex")}))
    , m_summary(new QLabel)
    , m_text(new QPlainTextEdit)
    , m_kind(combo(QStringLiteral("sendKind"), tr("What is typed"), {tr("Text"), tr("Hex")}))
    , m_input(new QLineEdit)
    , m_lineEnd(combo(QStringLiteral("sendLineEnd"),
                      tr("What is added to text"),
                      {tr("nothing"), tr("LF"), tr("CR LF")}))
    , m_send(new QPushButton(themedIcon(QStringLiteral("actions/send")), tr("Sen&d")))
    , m_startTls(new QPushButton(tr("Start &TLS")))
    , m_sendFile(button(
          "sendFile", tr("Send a fi&le…"), tr("In pieces, as fast as the other end takes them.")))
    , m_canned(button("sendCanned",
                      tr("&Usual requests"),
                      tr("Sends what clients of a protocol say first, e.g. an HTTP GET.")))
    , m_rekey(button("rekey",
                     tr("Update &keys"),
                     tr("New keys on the open connection: a key update in TLS 1.3, another "
                        "handshake (renegotiation) in older versions.")))
    , m_closeSending(button("closeSending",
                            tr("Cl&ose sending"),
                            tr("Half-close: ends this direction (close_notify, FIN) and reads on. "
                               "With TLS 1.2 the other end may answer with its own end.")))
    , m_breakOff(button(
          "breakOff", tr("&Break off"), tr("Ends abruptly: TCP reset without close_notify.")))
    , m_end(button("endConnection",
                   tr("&End it"),
                   tr("Ends this client's connection in order (close_notify).")))
    , m_save(button("saveReceived",
                    tr("Save what ca&me…"),
                    tr("Writes what has come in, as far as it is kept, to a file.")))
    , m_file(new FileRow)
    , m_problem(new QLabel)
{
    m_text->setObjectName(QStringLiteral("dataText"));
    m_text->setAccessibleName(tr("Data of the connection"));
    m_text->setReadOnly(true);
    m_text->setTabChangesFocus(true);
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_text->setPlaceholderText(
        tr("Nothing was said in clear, and no application data has passed."));
    m_summary->setObjectName(QStringLiteral("dataSummary"));

    auto* top = new QHBoxLayout;
    top->setContentsMargins(10, 6, 10, 6);
    top->setSpacing(6); // of its own: between the rows below there is none
    top->addWidget(m_summary, 1);
    auto* label = new QLabel(tr("Show &as:"));
    label->setBuddy(m_view);
    top->addWidget(label);
    top->addWidget(m_view);
    top->addWidget(m_save);
    connect(m_save, &QPushButton::clicked, this, [this] { Q_EMIT saveRequested(received()); });
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(top);
    layout->addWidget(m_text, 1);
    layout->addWidget(buildSendRow());
    connect(m_view, &QComboBox::currentIndexChanged, this, &DataTab::rebuild);
}

QWidget* DataTab::buildSendRow()
{
    m_input->setObjectName(QStringLiteral("sendInput"));
    m_input->setAccessibleName(tr("What to send"));
    m_input->setClearButtonEnabled(true);
    m_send->setObjectName(QStringLiteral("sendButton"));
    m_send->setAccessibleName(tr("Send"));
    m_startTls->setObjectName(QStringLiteral("startTlsButton"));
    m_startTls->setAccessibleName(tr("Start TLS"));
    m_startTls->setToolTip(tr("Begins the handshake on the connection that is open in clear."));
    m_problem->setObjectName(QStringLiteral("sendProblem"));
    m_problem->hide();
    auto* row = new QWidget;
    auto* column = new QVBoxLayout(row);
    column->setContentsMargins(10, 6, 10, 8);
    column->setSpacing(3);
    auto* line = new QHBoxLayout;
    line->addWidget(m_kind);
    line->addWidget(m_input, 1);
    line->addWidget(m_lineEnd);
    line->addWidget(m_send);
    line->addWidget(m_startTls);
    column->addLayout(line);
    column->addWidget(m_problem); // beside what was typed
    column->addLayout(buildEndRow());
    column->addWidget(m_file);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &DataTab::checkInput);
    connect(m_input, &QLineEdit::textChanged, this, &DataTab::checkInput);
    connect(m_input, &QLineEdit::returnPressed, this, &DataTab::send);
    connect(m_send, &QPushButton::clicked, this, &DataTab::send);
    connect(m_startTls, &QPushButton::clicked, this, &DataTab::startTlsRequested);
    return row;
}

QLayout* DataTab::buildEndRow()
{
    m_canned->setMenu(new QMenu(m_canned));
    m_canned->menu()->setObjectName(QStringLiteral("cannedMenu"));
    connect(m_canned->menu(), &QMenu::aboutToShow, this, &DataTab::fillCanned);
    connect(m_sendFile, &QPushButton::clicked, this, &DataTab::sendFileRequested);
    connect(m_file, &FileRow::stopRequested, this, &DataTab::stopFileRequested);
    connect(m_rekey, &QPushButton::clicked, this, [this] {
        Q_EMIT rekeyingRequested(rekeyingOf(m_record->negotiated.version));
    });
    connect(m_closeSending, &QPushButton::clicked, this, &DataTab::closeSendingRequested);
    connect(m_breakOff, &QPushButton::clicked, this, &DataTab::breakOffRequested);
    connect(m_end, &QPushButton::clicked, this, &DataTab::endRequested);
    auto* row = new QHBoxLayout;
    row->addWidget(m_canned);
    row->addWidget(m_sendFile);
    row->addStretch(1);
    row->addWidget(m_rekey);
    row->addWidget(m_closeSending);
    row->addWidget(m_breakOff);
    row->addWidget(m_end);
    return row;
}

void DataTab::fillCanned()
{
    QMenu* menu = m_canned->menu();
    menu->clear();
    if (!m_record) {
        return;
    }
    const QList<CannedRequest> requests = cannedRequests(m_record->host, m_record->targetPort());
    for (const CannedRequest& request : requests) {
        QAction* action = menu->addAction(request.title);
        action->setObjectName(QLatin1String(request.id));
        connect(action, &QAction::triggered, this, [this, bytes = request.bytes] {
            Q_EMIT sendRequested(bytes);
        });
    }
}

QByteArray DataTab::received() const
{
    QByteArray bytes;
    if (m_record) {
        for (const DataChunk& chunk : m_record->data) {
            bytes += chunk.direction == Direction::Received ? chunk.bytes : QByteArray();
        }
    }
    return bytes;
}

void DataTab::showConnection(const ObservedConnection& connection)
{
    const bool same = m_record && m_record->id == connection.record->id;
    m_record = connection.record;
    const bool isClient = m_record->role == Role::Client;
    m_canned->setVisible(isClient);
    m_sendFile->setVisible(isClient);
    m_end->setVisible(!isClient);
    checkInput();
    m_startTls->setVisible(m_record->explicitTls == ExplicitTlsChoice::kManual);
    // Of an attempt that has ended nothing can begin; it would on the one that is under way.
    m_startTls->setEnabled(m_record->open || m_record->result == ConnectionResult::InProgress);
    m_summary->setText(summaryText());
    m_file->show(m_record->sentFile);
    const qint64 lastSize = m_shownChunks > 0 && m_shownChunks <= chunkCount()
        ? chunkAt(m_shownChunks - 1).bytes.size()
        : 0;
    if (same && m_shownChunks <= chunkCount() && lastSize == m_lastChunkSize) {
        appendNew();
    } else {
        rebuild();
    }
}

QString DataTab::summaryText() const
{
    const auto sizeOf = [](const QList<DataChunk>& chunks) {
        qint64 total = 0;
        for (const DataChunk& chunk : chunks) {
            total += chunk.bytes.size();
        }
        return bytesText(total);
    };
    QStringList parts;
    if (m_record->awaitsStartTls) {
        parts.append(tr("Open in clear: anybody on the way can read it"));
    }
    if (!m_record->clearDialogue.isEmpty()) {
        parts.append(tr("%1 in clear before TLS").arg(sizeOf(m_record->clearDialogue)));
    }
    parts.append(m_record->dataDropped > 0
                     ? tr("%1 of application data; %2 more were not kept")
                           .arg(sizeOf(m_record->data), bytesText(m_record->dataDropped))
                     : tr("%1 of application data").arg(sizeOf(m_record->data)));
    return parts.join(QStringLiteral("; "));
}

qsizetype DataTab::chunkCount() const
{
    return m_record->clearDialogue.size() + m_record->data.size();
}

const DataChunk& DataTab::chunkAt(qsizetype index) const
{
    const qsizetype clear = m_record->clearDialogue.size();
    return index < clear ? m_record->clearDialogue.at(index) : m_record->data.at(index - clear);
}

void DataTab::rebuild()
{
    m_text->clear();
    m_shownChunks = 0;
    m_lastChunkSize = 0;
    m_room = kMostShownBytes;
    if (m_record) {
        appendNew();
    }
}

void DataTab::appendNew()
{
    for (; m_shownChunks < chunkCount(); ++m_shownChunks) {
        const DataChunk& chunk = chunkAt(m_shownChunks);
        m_lastChunkSize = chunk.bytes.size();
        if (m_room <= 0) {
            continue;
        }
        const bool inClear = m_shownChunks < m_record->clearDialogue.size();
        m_text->appendPlainText(chunkText(chunk, inClear, m_room));
        m_room -= chunk.bytes.size();
        if (m_room <= 0) {
            m_text->appendPlainText(tr("What follows is not shown: save it to a file."));
        }
    }
}

QString DataTab::chunkText(const DataChunk& chunk, bool inClear, qint64 most) const
{
    const bool sent = chunk.direction == Direction::Sent;
    const QString head = QStringLiteral("%1 %2, %3, +%4")
                             .arg(sent ? QStringLiteral("→") : QStringLiteral("←"),
                                  inClear ? (sent ? tr("sent in clear") : tr("received in clear"))
                                          : (sent ? tr("sent") : tr("received")),
                                  bytesText(chunk.bytes.size()),
                                  microsecondsToText(chunk.timeUs));
    const QByteArray shown = chunk.bytes.left(most);
    QString body = m_view->currentIndex() == kHex ? hexDump(shown) : QString::fromUtf8(shown);
    // The line end of the last line would only add an empty one.
    if (body.endsWith(QLatin1Char('\n'))) {
        body.chop(body.endsWith(QLatin1String("\r\n")) ? 2 : 1);
    }
    return QStringLiteral("%1\n%2\n").arg(head, body);
}

QByteArray DataTab::inputBytes(QString& problem) const
{
    if (m_kind->currentIndex() == kHex) {
        const Result<QByteArray> bytes = fromHex(m_input->text());
        if (!bytes) {
            problem = errorText(bytes.error());
            return {};
        }
        return *bytes;
    }
    const QByteArray ends[] = {QByteArray(), QByteArray("\n"), QByteArray("\r\n")};
    return m_input->text().toUtf8() + ends[qBound(0, m_lineEnd->currentIndex(), 2)];
}

void DataTab::checkInput()
{
    QString problem;
    const QByteArray bytes = inputBytes(problem);
    const bool open = m_record && (m_record->open || m_record->awaitsStartTls);
    const bool sending = open && m_record->ownEnding == OwnEnding::None;
    const bool isClient = !m_record || m_record->role == Role::Client;
    m_lineEnd->setEnabled(m_kind->currentIndex() != kHex);
    m_input->setPlaceholderText(sending    ? tr("Type what to send")
                                    : open ? tr("This direction is closed; the other is read on")
                                    : !isClient ? tr("The connection is not open")
                                                : tr("The connection is not open: connect first"));
    m_input->setEnabled(sending);
    m_kind->setEnabled(sending);
    const bool fileUnderWay = m_record && m_record->sentFile
        && m_record->sentFile->state == FileProgress::State::UnderWay;
    // Bytes between two pieces of a file would end up in it.
    m_send->setEnabled(sending && !fileUnderWay && !bytes.isEmpty());
    m_canned->setEnabled(sending && !fileUnderWay);
    m_sendFile->setEnabled(sending && m_record->open && !fileUnderWay);
    const bool stream = !m_record || m_record->transport == Transport::Tcp;
    m_closeSending->setVisible(stream && isClient); // datagrams know neither
    m_breakOff->setVisible(stream && isClient);
    const bool isUpdate
        = m_record && rekeyingOf(m_record->negotiated.version) == Rekeying::KeyUpdate;
    m_rekey->setText(isUpdate ? tr("Update &keys") : tr("Re&negotiate"));
    m_rekey->setAccessibleName(isUpdate ? tr("Update keys") : tr("Renegotiate"));
    m_rekey->setVisible(stream);
    m_rekey->setEnabled(sending && m_record->open && m_record->negotiated.version != 0);
    m_closeSending->setEnabled(sending && m_record->open);
    m_breakOff->setEnabled(open);
    m_end->setEnabled(sending);
    m_save->setEnabled(m_record && !m_record->data.isEmpty());
    setTextColor(m_problem, toneColor(Tone::Bad, palette()));
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_input->setAccessibleDescription(problem);
}

void DataTab::send()
{
    QString problem;
    const QByteArray bytes = inputBytes(problem);
    if (!bytes.isEmpty() && m_send->isEnabled()) {
        Q_EMIT sendRequested(bytes);
        m_input->clear();
    }
}

} // namespace workbench
