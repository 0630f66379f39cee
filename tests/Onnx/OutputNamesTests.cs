using Slimfront.Engine.Recipes;
using Slimfront.Engine.Tests.Data;
using Slimfront.Onnx.Importing;
using Slimfront.Onnx.Schema;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Tests;

/// <summary>What a file says that its answers stand for is held against the classes of the data.</summary>
public sealed class OutputNamesTests
{
    private readonly TemporaryFolder _folder = new();
    private readonly Pipeline _pipeline = Pipeline.Of(typeof(OnnxFiles).Assembly);

    [OneTimeTearDown]
    public void CleanUp() => _folder.Dispose();

    [TestCase("cat dog", """["cat","dog"]""", "cat dog")]
    [TestCase("cat dog", "", "cat dog")]
    [TestCase("cat dog", "two of them", "cat dog")]
    [TestCase("0 1", """["cat","dog"]""", "cat dog")]
    [TestCase("1 2", """["1","2"]""", "1 2")]
    public void Equal_names_are_the_datas_and_numbers_get_the_files(
        string labels,
        string outputs,
        string names
    ) => Assert.That(Resolved(labels, outputs).Data!.OutputNames, Is.EqualTo(names.Split(' ')));

    [TestCase("cat dog", """["dog","cat"]""", "number 0 is 'cat' there and 'dog' in the file")]
    [TestCase("1 2", """["0","1"]""", "number 0 is '1' there and '0' in the file")]
    public void Names_in_another_order_are_refused(string labels, string outputs, string said) =>
        Assert.That(
            () => Resolved(labels, outputs),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(said)
        );

    private StudySpec Resolved(string labels, string outputs)
    {
        var words = labels.Split(' ');
        var csv = _folder.File("data.csv");
        File.WriteAllLines(
            csv,
            ["a,b,label", .. Enumerable.Range(0, 40).Select(i => $"{i % 7},{i % 2 * 5},{words[i % 2]}")]
        );
        var network = ForeignFiles.Write(
            _folder,
            [0, 2],
            list => list.Node("last", "MatMul", ["x", list.Random("weight", 2, 2)]),
            file =>
            {
                if (outputs.Length > 0)
                    file.MetadataProps.Add(new TextEntryProto { Key = "outputs", Value = outputs });
            }
        );
        return _pipeline.Resolve(
            new()
            {
                Settings = Configuration.Of([
                    ("data.set", Value.Of("csv")),
                    ("data.csv.path", Value.Of(csv)),
                    ("data.csv.label", Value.Of("label")),
                    ("data.normalisation", Value.Of("none")),
                    ("teacher.file", Value.Of(network)),
                ]),
            }
        );
    }
}
