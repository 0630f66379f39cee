using System.Globalization;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Data sets that need no download, each from files of its kind.</summary>
[TestFixture("set=digits")]
[TestFixture("set=csv csv.path={csv} csv.label=kind")]
[TestFixture("set=csv csv.path={csv} task=regression csv.label=size,weight csv.ignore=kind")]
public sealed class DataSourceConformanceTests(string settings) : DataSourceConformance
{
    private const string Header = "width,height,size,weight,kind\n";
    private readonly TemporaryFolder _folder = new();

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    protected override Configuration Settings()
    {
        var file = _folder.File("table.csv");
        File.WriteAllText(
            file,
            Header
                + string.Concat(
                    Enumerable
                        .Range(1, 60)
                        .Select(i =>
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{i * 37 % 61},{i * i % 53},{i * 0.37},{100 - i},{"abc"[i % 3]}\n"
                            )
                        )
                )
        );
        return StageBench.Parse(settings.Replace("{csv}", file, StringComparison.Ordinal));
    }
}
