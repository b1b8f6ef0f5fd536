Console.Out.WriteLine("FusionLab");
return 0;
