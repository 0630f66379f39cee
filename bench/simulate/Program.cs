using System.Globalization;
using Slimfront.Simulate.Bench;

// A study's schedule in virtual time: the real coordinator, the real rules and samplers, slots that only let time go by.
//   schedule (default): 1,000 slots, 20,000 trials, stages of 1 to 100 s; sharing on and off. trials= slots= lag= sampler= seed= shared=1|0
//   lags: idle time and hypervolume for several lags. trials=400 slots=32 lags=1,8,… sampler=gp seeds=3
//   scale: the coordinator's actor with its journal, and its real time in the way of the messages. trials= slots= lag= deaths=
var mode = args.FirstOrDefault(a => !a.Contains('=', StringComparison.Ordinal)) ?? "schedule";
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
switch (mode)
{
    case "schedule":
        Console.WriteLine(Report.ScheduleHeader);
        foreach (var shared in Option("shared", "1,0").Split(','))
        {
            var outcome = new Simulation(
                Number("trials", 20_000),
                Number("slots", 1000),
                Lag(Option("lag", "8000")),
                Option("sampler", "random"),
                (ulong)Number("seed", 1),
                IsShared: shared == "1"
            ).Run();
            Console.WriteLine(Report.Schedule(outcome));
            if (Number("timeline", 0) == 1)
                Console.WriteLine(Report.Timeline(outcome));
        }

        break;
    case "lags":
        Console.WriteLine(Report.LagHeader);
        foreach (var lag in Option("lags", "1,8,32,64,128,256,none").Split(','))
            Console.WriteLine(
                Report.Lag(
                    lag,
                    [
                        .. Enumerable
                            .Range(1, Number("seeds", 3))
                            .Select(seed =>
                                new Simulation(
                                    Number("trials", 400),
                                    Number("slots", 32),
                                    Lag(lag),
                                    Option("sampler", "gp"),
                                    (ulong)seed
                                ).Run()
                            ),
                    ]
                )
            );
        break;
    case "scale":
        Console.WriteLine(
            Report.Scale(
                new Simulation(
                    Number("trials", 16_000),
                    Number("slots", 1000),
                    Lag(Option("lag", "4000")),
                    IsActor: Option("actor", "1") == "1",
                    Deaths: double.Parse(Option("deaths", "0"), CultureInfo.InvariantCulture)
                ).Run()
            )
        );
        break;
    default:
        Console.Error.WriteLine($"'{mode}' is not known; there are: schedule, lags, scale.");
        return 2;
}

return 0;

string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int Number(string name, int otherwise) =>
    int.Parse(Option(name, $"{otherwise}"), CultureInfo.InvariantCulture);
int? Lag(string text) => text == "none" ? null : int.Parse(text, CultureInfo.InvariantCulture);
