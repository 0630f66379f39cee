using Slimfront.Cli.Views;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Tests.Views;

public sealed class DataLinesTests
{
    [Test]
    public void A_table_is_told_with_its_classes_what_was_guessed_and_what_looks_wrong()
    {
        var data = new DataInfo("d", "", [4], 2, 18, 6, 6)
        {
            OutputNames = ["cat", "dog"],
            Reading = "header, separator comma",
            Warnings = ["left out: 3 rows"],
        };
        Assert.That(
            DataLines.Of(data),
            Is.EqualTo(
                (string[])
                    [
                        "data  rows of 4 numbers, 2 classes (cat, dog)",
                        "      header, separator comma",
                        "note  left out: 3 rows",
                    ]
            )
        );
    }

    [Test]
    public void Many_classes_and_long_names_are_shortened_and_what_moves_the_cursor_is_left_out()
    {
        var data = new DataInfo("d", "", [3, 20, 30], 12, 1, 1, 1)
        {
            OutputNames =
            [
                "a\u001b[2J\r\n",
                "a name of twenty-one!",
                .. Enumerable.Range(2, 10).Select(i => $"{i}"),
            ],
        };
        Assert.That(
            DataLines.Of(data).Single(),
            Is.EqualTo(
                "data  20×30 pictures with 3 channels, 12 classes (a[2J, a name of twenty-on…, 2, 3, 4, 5, 6, 7, 8, 9, …)"
            )
        );
        Assert.That(
            DataLines.Of(data with { OutputNames = [], Shape = [1, 8, 8] }).Single(),
            Is.EqualTo("data  8×8 pictures with 1 channel, 12 classes")
        );
    }
}
