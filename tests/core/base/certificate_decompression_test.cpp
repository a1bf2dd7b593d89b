#include "core/base/certificate_decompression.h"

#include <QTest>

#include <zlib.h>

namespace workbench {
namespace {

using Buffer = std::vector<std::uint8_t>;

Buffer packed(const Buffer& plain)
{
    uLongf size = compressBound(plain.size());
    Buffer bytes(size);
    compress(bytes.data(), &size, plain.data(), plain.size());
    bytes.resize(size);
    return bytes;
}

} // namespace

class CertificateDecompressionTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void unpacksWhatWasAnnounced();
    void refusesAllElse_data();
    void refusesAllElse();
    void everyCutIsRefused();
};

void CertificateDecompressionTest::unpacksWhatWasAnnounced()
{
    const Buffer plain(5000, 0x5a);
    QVERIFY(decompressCertificate(1, packed(plain), plain.size()) == plain);
}

void CertificateDecompressionTest::refusesAllElse_data()
{
    QTest::addColumn<int>("algorithm");
    QTest::addColumn<int>("length");
    QTest::newRow("brotli") << 2 << 5000;
    QTest::newRow("zstd") << 3 << 5000;
    QTest::newRow("unknown algorithm") << 0 << 5000;
    QTest::newRow("more comes out than announced") << 1 << 4999;
    QTest::newRow("less comes out than announced") << 1 << 5001;
    QTest::newRow("nothing announced") << 1 << 0;
}

void CertificateDecompressionTest::refusesAllElse()
{
    QFETCH(const int, algorithm);
    QFETCH(const int, length);
    const Buffer bytes = packed(Buffer(5000, 0x5a));
    QVERIFY(!decompressCertificate(
        static_cast<std::uint16_t>(algorithm), bytes, static_cast<std::size_t>(length)));
}

void CertificateDecompressionTest::everyCutIsRefused()
{
    const Buffer bytes = packed(Buffer(300, 0x17));
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        const Buffer cut(bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(length));
        QVERIFY(!decompressCertificate(1, cut, 300));
    }
    Buffer longer = bytes;
    longer.push_back(0);
    QVERIFY(!decompressCertificate(1, longer, 300));
}

} // namespace workbench

QTEST_GUILESS_MAIN(workbench::CertificateDecompressionTest)
#include "certificate_decompression_test.moc"
