using System.Globalization;
using Slimfront.Artifacts.Bench;

// How fast artifacts move between two processes, and what faults cost:
//   dotnet run -c Release --project bench/artifacts -- [megabytes=2048] [rounds=5] [folder=PATH]
switch (args.FirstOrDefault())
{
    case "receive":
        return await Receiver.RunAsync(args[1..]);
    case "plain-send":
        return PlainCopy.Send(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    case "plain-receive":
        return PlainCopy.Receive(args[1], int.Parse(args[2], CultureInfo.InvariantCulture));
    default:
        var options = args.Select(a => a.Split('=', 2))
            .ToDictionary(a => a[0], a => a[1], StringComparer.Ordinal);
        var megabytes = Number("megabytes", 2048);
        var folder = options.GetValueOrDefault("folder", Path.GetTempPath());
        using (var bench = new Workplace(folder))
        {
            await Speed.RunAsync(bench, megabytes * 1_000_000L, Number("rounds", 5));
            await Faults.RunAsync(bench, megabytes * 1_000_000L);
        }

        return 0;

        int Number(string name, int usual) =>
            options.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
