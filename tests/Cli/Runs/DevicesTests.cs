using Slimfront.Actors.Nodes;
using Slimfront.Cli.Runs;
using Slimfront.Search;

namespace Slimfront.Cli.Tests.Runs;

public sealed class DevicesTests
{
    private const long A100 = 40_960L * 1024 * 1024;

    [Test]
    public void A_device_may_have_several_slots_and_a_declared_memory()
    {
        var slots = Devices.Parse("cuda:0x2@40GB,cpu@8GB", threads: 3).ToArray();

        DeviceSlot[] expected =
        [
            new("cuda:0", 3, 40_000_000_000),
            new("cuda:0", 3, 40_000_000_000),
            new("cpu", 3, 8_000_000_000),
        ];
        Assert.That(slots, Is.EqualTo(expected));
    }

    [Test]
    public void The_memory_of_the_processor_is_found()
    {
        Assert.That(Devices.Parse("cpu", threads: 1).Single().MemoryBytes, Is.GreaterThan(100_000_000));
    }

    [TestCase("gpu")]
    [TestCase("cuda")]
    [TestCase("cuda:-1")]
    [TestCase("cpux0")]
    [TestCase("cpux2@much")]
    [TestCase("cpu@0GB")]
    public void Anything_else_is_one_clear_line(string text)
    {
        Assert.That(
            () => Devices.Parse(text, threads: 1).ToArray(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains($"'{text}' is not a device")
        );
    }

    [Test]
    public void A_node_that_is_told_nothing_takes_every_GPU_and_else_the_processor()
    {
        FoundDevice cpu = new("cpu", "8 processors", 1000);

        Assert.That(
            Devices.Found([new("cuda:0", "a", 5), new("cuda:1", "b", 7), cpu], threads: 2),
            Is.EqualTo((DeviceSlot[])[new("cuda:0", 2, 5), new("cuda:1", 2, 7)])
        );
        Assert.That(
            Devices.Found([cpu], threads: 1),
            Has.All.EqualTo(new DeviceSlot("cpu", 1, 1000)).And.Exactly(Environment.ProcessorCount).Items
        );
    }

    [Test]
    public void The_drivers_lines_are_read_whatever_a_GPU_is_called()
    {
        var gpus = Gpus.Parse(
            "0, NVIDIA A100-SXM4-40GB, 40960\r\n1, Some, GPU, [N/A]\nNo devices were found\n"
        );

        Gpu[] expected = [new(0, "NVIDIA A100-SXM4-40GB", A100), new(1, "Some, GPU", 0)];
        Assert.That(gpus, Is.EqualTo(expected));
    }
}
