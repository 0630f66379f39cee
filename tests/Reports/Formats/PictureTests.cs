using System.Xml.Linq;
using Slimfront.Reports.Formats;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Formats;

public sealed class PictureTests
{
    private static IEnumerable<TestCaseData> Difficult => Studies.Difficult();

    [TestCaseSource(nameof(Difficult))]
    public void The_png_has_the_size_it_should_have(Study study)
    {
        using var folder = new Folder();
        new PngReport().Write(study.Report(), folder.Path);
        var png = folder.Contents["front.png"];

        // Signature, then the header chunk: width and height, big endian.
        Assert.That(
            png[..8],
            Is.EqualTo("\x89PNG\r\n\x1a\n"u8.ToArray())
                .Or.EqualTo(new byte[] { 0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a })
        );
        Assert.That((png[18] << 8) | png[19], Is.EqualTo(1400));
        Assert.That((png[22] << 8) | png[23], Is.EqualTo(900));
    }

    [TestCaseSource(nameof(Difficult))]
    public void The_svg_is_well_formed_and_refers_to_nothing_outside(Study study)
    {
        using var folder = new Folder();
        new SvgReport().Write(study.Report(), folder.Path);
        var svg = XDocument.Parse(folder.Text("front.svg"));

        Assert.That(svg.Root!.Name.LocalName, Is.EqualTo("svg"));
        var links = svg.Descendants().Attributes().Where(a => a.Name.LocalName is "href" or "src");
        Assert.That(links.Select(a => a.Value), Is.All.StartsWith("#").Or.All.StartsWith("data:"));
    }
}
